import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

const MAX_BYTES = 16 * 1024;

/** An object of any JSON, at most 16 KiB serialised. */
export function IsMetadata(): PropertyDecorator {
  return ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        Buffer.byteLength(JSON.stringify(value)) <= MAX_BYTES,
      defaultMessage: (args?: ValidationArguments) =>
        `${args?.property ?? 'value'} must be an object of at most 16 KiB as JSON`,
    },
  });
}
