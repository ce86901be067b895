import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

interface TextRules {
  /** Code points, as PostgreSQL counts them. */
  min: number;
  max: number;
}

// One line of text: neither C0/C1 control characters nor line separators.
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;

// Something to see: zero-width spaces and the like are as blank as spaces.
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function faultOf(value: unknown, { min, max }: TextRules): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (CONTROL_CHARACTERS.test(value)) return 'must be one line without control characters';
  if (min > 0 && !VISIBLE.test(value)) return 'must not be blank';
  const length = codePoints(value);
  if (length < min) return `must have at least ${min} characters`;
  return length > max ? `must have at most ${max} characters` : undefined;
}

/**
 * One line of text for people: trimmed, inner white space collapsed, counted in code points. The usual length checks
 * count UTF-16 units or skip variation selectors, and would let through what the column then refuses.
 */
export function IsText(rules: TextRules): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && !CONTROL_CHARACTERS.test(value) ? value.trim().replaceAll(/\s+/gu, ' ') : value,
    ),
    ValidateBy({
      name: 'isText',
      validator: {
        validate: (value: unknown) => faultOf(value, rules) === undefined,
        defaultMessage: (args?: ValidationArguments) =>
          `${args?.property ?? 'value'} ${faultOf(args?.value, rules) ?? ''}`,
      },
    }),
  );
}
