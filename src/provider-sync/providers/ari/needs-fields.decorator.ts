import { ValidateBy } from 'class-validator';

/** A field that is of no use unless others are filled in as well. */
export function NeedsFields(...names: readonly string[]): PropertyDecorator {
  const missingIn = (credentials: object | undefined): string[] =>
    names.filter((name) => !(credentials as Readonly<Record<string, unknown>> | undefined)?.[name]);
  return ValidateBy({
    name: 'needsFields',
    validator: {
      validate: (_value, args) => missingIn(args?.object).length === 0,
      defaultMessage: (args) => `${args?.property ?? 'value'} needs ${missingIn(args?.object).join(', ')} as well`,
    },
  });
}
