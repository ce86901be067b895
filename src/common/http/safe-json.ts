import { DomainError } from '../errors/domain-error.js';
import type { FieldError } from '../errors/problem-details.js';
import { validationFailed } from './validation.js';

/** Deeper structures have no use in this API and make every later step a stack risk. */
const MAX_DEPTH = 32;

// `__proto__` arrives as an own property from JSON.parse and pollutes whatever copies it naively later. The names of
// inherited methods, such as `toString`, would be dropped without a word by the transformation to classes.
const FORBIDDEN_KEYS = new Set(['prototype', ...Object.getOwnPropertyNames(Object.prototype)]);

interface Node {
  value: unknown;
  pointer: string;
  depth: number;
}

/** Whether a key reaches or hides a property that every object inherits. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

function faultOfKey(key: string): Omit<FieldError, 'pointer'> | undefined {
  if (isForbiddenKey(key))
    return { code: 'forbidden_key', detail: `the key "${key}" is not allowed anywhere in a body` };
  return faultOfText(key, 'a key');
}

function faultOfText(text: string, what: string): Omit<FieldError, 'pointer'> | undefined {
  if (text.includes('\0')) return { code: 'control_character', detail: `${what} contains a NUL character` };
  if (!text.isWellFormed()) return { code: 'malformed_text', detail: `${what} contains half of a surrogate pair` };
  return undefined;
}

function faultOfScalar(value: unknown): Omit<FieldError, 'pointer'> | undefined {
  if (typeof value === 'string') return faultOfText(value, 'the text');
  if (
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    (Number.isInteger(value) || !Number.isFinite(value))
  ) {
    return { code: 'number_out_of_range', detail: 'numbers beyond 2^53 cannot be kept exactly; send them as text' };
  }
  return undefined;
}

/**
 * Refuses what no field of this API can hold: NUL characters, halves of surrogate pairs, keys that reach a prototype,
 * numbers that JavaScript rounds, and nesting beyond 32. Runs before validation because the transformation to classes
 * would hide some of them.
 * @throws DomainError `validation_failed` with a pointer to each fault
 */
export function assertSafeJson(body: unknown): void {
  const faults: FieldError[] = [];
  const pending: Node[] = [{ value: body, pointer: '', depth: 0 }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { value, pointer, depth } = node;
    if (depth > MAX_DEPTH) {
      throw new DomainError('validation_failed', `The body is nested more than ${MAX_DEPTH} levels deep.`);
    }
    if (typeof value === 'object' && value !== null) {
      for (const key of Object.keys(value)) {
        const child = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const fault = Array.isArray(value) ? undefined : faultOfKey(key);
        if (fault) faults.push({ pointer: child.replaceAll('\0', '␀').toWellFormed(), ...fault });
        pending.push({ value: (value as Record<string, unknown>)[key], pointer: child, depth: depth + 1 });
      }
    } else {
      const fault = faultOfScalar(value);
      if (fault) faults.push({ pointer, ...fault });
    }
  }
  if (faults.length > 0) throw validationFailed(faults.slice(0, 20));
}
