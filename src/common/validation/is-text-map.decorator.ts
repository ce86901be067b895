import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

interface TextMapRules {
  entries: number;
  valueLength: number;
}

/** An object whose values are all texts, bounded in both directions. */
export function IsTextMap(rules: TextMapRules): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
        const values = Object.values(value);
        return (
          values.length <= rules.entries &&
          values.every((item) => typeof item === 'string' && item.length <= rules.valueLength)
        );
      },
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be an object of at most ${rules.entries} texts of at most ${rules.valueLength} characters`,
    },
  });
}
