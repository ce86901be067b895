import { isDeepStrictEqual } from 'node:util';

/** The demo stops at the first thing that is not as it says. */
export function expectThat(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`expected ${JSON.stringify(expected)} but found ${JSON.stringify(actual)}: ${what}`);
}
