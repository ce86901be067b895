import { ValidateBy } from 'class-validator';

function isHttpUrl(value: unknown): boolean {
  // That it is there is the matter of another validator.
  if (value === '') return true;
  if (typeof value !== 'string' || !/^https?:\/\/[^\s\\]+$/i.test(value) || !URL.canParse(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return username === '' && password === '' && search === '' && hash === '' && !/[?#]$/.test(value);
}

/** An http(s) URL that is nothing but an address: signing in has fields of its own. */
export function IsHttpUrl(example: string): PropertyDecorator {
  return ValidateBy({
    name: 'isHttpUrl',
    validator: {
      validate: isHttpUrl,
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be an http or https URL without user, query and fragment, such as ${example}`,
    },
  });
}
