import { plainToInstance } from 'class-transformer';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { validateSync } from 'class-validator';
import { DomainError } from '../errors/domain-error.js';
import type { FieldError } from '../errors/problem-details.js';
import { DtoPipe } from './dto.pipe.js';

const OPTIONS: ValidatorOptions = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

/** Escapes one step of a JSON Pointer (RFC 6901). */
function pointerStep(property: string): string {
  return property.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** `isNotEmpty` → `is_not_empty`, the style of all codes. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Flattens class-validator's tree into the list of an answer. */
function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}/${pointerStep(error.property)}`;
    const own = Object.entries(error.constraints ?? {}).map(([name, detail]) => ({
      pointer,
      code: name === 'whitelistValidation' ? 'unknown_field' : snakeCase(name),
      detail: name === 'whitelistValidation' ? `${error.property} is not a field of this request` : detail,
    }));
    return [...own, ...fieldErrors(error.children ?? [], pointer)];
  });
}

/** Says in one sentence what is wrong with the body, with the fields listed. */
export function validationFailed(errors: readonly FieldError[]): DomainError {
  const first = errors[0]?.detail ?? 'the body is not what this route takes';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new DomainError('validation_failed', `The request is not valid: ${first}${more}.`, { errors });
}

/** Bodies: faults are 422 with a pointer to each field. */
export const bodyValidationPipe = new DtoPipe((type, body) => {
  // A missing body must not pass for an empty object: the change would be silently lost.
  assertObject(body);
  return parseAs(type, body);
});

/** Query strings: faults are 400, unknown parameters included. */
export const queryValidationPipe = new DtoPipe((type, query) => {
  const { instance, errors } = validated(type, query as object);
  if (errors.length === 0) return instance;
  const faults = errors.map(({ pointer, code, detail }) => ({
    pointer,
    code,
    detail: code === 'unknown_field' ? detail.replace('a field', 'a parameter') : detail,
  }));
  throw new DomainError('invalid_parameter', `The query is not valid: ${faults[0]?.detail}.`, { errors: faults });
});

/** What a body without a class of its own must at least be: a JSON object. */
export function assertObject(body: unknown): asserts body is Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return;
  throw validationFailed([{ pointer: '', code: 'is_object', detail: 'the body must be a JSON object' }]);
}

/**
 * Validates an object against a class: a body, a merged PATCH, the credentials of a provider.
 * @param parent JSON Pointer of the object inside the body
 * @throws DomainError `validation_failed`
 */
export function parseAs<T extends object>(type: new () => T, plain: object, parent = ''): T {
  const { instance, errors } = validated(type, plain, parent);
  if (errors.length > 0) throw validationFailed(errors);
  return instance;
}

function validated<T extends object>(
  type: new () => T,
  plain: object,
  parent = '',
): { instance: T; errors: FieldError[] } {
  const instance = plainToInstance(type, plain);
  return { instance, errors: fieldErrors(validateSync(instance, OPTIONS), parent) };
}
