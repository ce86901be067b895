import type { RecordedRequest } from './recorded-request.js';

/** Which requests a fault or a hook is for. Every given part must fit: a string as a whole, a pattern anywhere. */
export interface RequestMatch {
  readonly method?: string | RegExp;
  readonly path?: string | RegExp;
  readonly body?: RegExp;
}

export function matchesRequest(match: RequestMatch, request: RecordedRequest): boolean {
  return fits(match.method, request.method) && fits(match.path, request.path) && fits(match.body, request.body);
}

function fits(expected: string | RegExp | undefined, actual: string): boolean {
  if (expected === undefined) return true;
  // `search` ignores `lastIndex`, so that a /g pattern does not fit only every other request.
  return typeof expected === 'string' ? expected === actual : actual.search(expected) >= 0;
}
