import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

interface TextMapRules {
  entries: number;
  valueLength: number;
}

/** What every carrier can hand on as a name. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** An object of texts by names, bounded in both directions. */
export function IsTextMap(rules: TextMapRules): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
        const entries = Object.entries(value);
        const isFit = ([name, text]: [string, unknown]): boolean =>
          NAME.test(name) && typeof text === 'string' && text.length <= rules.valueLength;
        return entries.length <= rules.entries && entries.every(isFit);
      },
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be an object of at most ${rules.entries} texts of at most ${rules.valueLength} characters, under names of letters, digits and underscores`,
    },
  });
}
