import { ValidateIf } from 'class-validator';

/** The field may be left out, but not be null: unlike `@IsOptional`, which lets both pass. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
