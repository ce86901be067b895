import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

const MOST_HEADERS = 100;
const LONGEST_VALUE = 8_192;

/** A field name of RFC 9110 §5.1. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/;

/** HTTP headers by name: one text each. */
export function IsHeaderMap(): PropertyDecorator {
  return ValidateBy({
    name: 'isHeaderMap',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
        const entries = Object.entries(value);
        const isFit = ([name, text]: [string, unknown]): boolean =>
          NAME.test(name) && typeof text === 'string' && text.length <= LONGEST_VALUE;
        return entries.length <= MOST_HEADERS && entries.every(isFit);
      },
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be an object of at most ${MOST_HEADERS} HTTP headers, texts of at most ${LONGEST_VALUE} characters`,
    },
  });
}
