import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import type { ValidationArguments } from 'class-validator';
import { IsOptional, ValidateBy } from 'class-validator';

interface CredentialRules {
  maxLength: number;
  /** What a value looks like; anything without control characters when left out. */
  pattern?: RegExp;
  /** Completes "account_sid must be …" when the pattern does not fit. */
  expected?: string;
  /** A key in PEM has several lines. */
  isMultiline?: boolean;
  /** May be absent or null; blank, as an empty field of a form is sent, becomes null. */
  isOptional?: boolean;
}

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const CONTROL_CHARACTERS_BUT_LINE_ENDS = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/u;

function faultOf(value: unknown, { maxLength, pattern, expected, isMultiline }: CredentialRules): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value === '') return 'must not be blank';
  if (value.length > maxLength) return `must have at most ${maxLength} characters`;
  const forbidden = isMultiline ? CONTROL_CHARACTERS_BUT_LINE_ENDS : CONTROL_CHARACTERS;
  if (forbidden.test(value)) return 'must not contain control characters';
  return pattern && !pattern.test(value) ? `must be ${expected ?? 'well-formed'}` : undefined;
}

function trimmed(value: unknown, { isOptional }: CredentialRules): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' && isOptional ? null : text;
}

/**
 * A credential: white space around it, which copying adds, is taken off; everything else stays as it was typed. The
 * message never repeats the value.
 */
export function IsCredentialText(rules: CredentialRules): PropertyDecorator {
  return applyDecorators(
    ...(rules.isOptional ? [IsOptional()] : []),
    Transform(({ value }: { value: unknown }) => trimmed(value, rules)),
    ValidateBy({
      name: 'isCredentialText',
      validator: {
        validate: (value: unknown) => faultOf(value, rules) === undefined,
        defaultMessage: (args?: ValidationArguments) =>
          `${args?.property ?? 'value'} ${faultOf(args?.value, rules) ?? ''}`,
      },
    }),
  );
}
