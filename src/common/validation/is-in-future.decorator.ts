import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

/** A time that has not come yet, with an explicit offset so that it means the same everywhere. */
export function IsInFuture(): PropertyDecorator {
  return ValidateBy({
    name: 'isInFuture',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && /(Z|[+-]\d\d:\d\d)$/.test(value) && Date.parse(value) > Date.now(),
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be a time in the future with an offset, such as 2030-01-01T00:00:00Z`,
    },
  });
}
