import { timingSafeEqual } from 'node:crypto';

/** Whether two byte strings are equal; the time depends on their length alone, which is not secret. */
export function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
