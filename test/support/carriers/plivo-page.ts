import { plivoBadRequest, plivoBody } from './plivo-errors.js';

const LARGEST_PAGE = 20;

/** One page with its `meta`. Limits above the documented maximum of 20 are refused rather than cut. */
export function plivoPage<T>(
  found: readonly T[],
  path: string,
  query: URLSearchParams,
  show: (item: T) => unknown,
): Record<string, unknown> {
  const limit = wholeNumber(query, 'limit', LARGEST_PAGE);
  const offset = wholeNumber(query, 'offset', 0);
  if (limit < 1 || limit > LARGEST_PAGE) throw plivoBadRequest(`limit must be from 1 to ${LARGEST_PAGE}`);
  const uriAt = (start: number): string => {
    const next = new URLSearchParams(query);
    next.set('limit', String(limit));
    next.set('offset', String(start));
    return `${path}?${next.toString()}`;
  };
  return plivoBody({
    meta: {
      limit,
      next: offset + limit < found.length ? uriAt(offset + limit) : null,
      offset,
      previous: offset > 0 ? uriAt(Math.max(0, offset - limit)) : null,
      total_count: found.length,
    },
    objects: found.slice(offset, offset + limit).map(show),
  });
}

export function refuseUnknownPlivoFilters(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (name !== 'limit' && name !== 'offset' && !known.includes(name)) {
      throw plivoBadRequest(`unknown parameter ${name}`);
    }
  }
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw plivoBadRequest(`${name} must be a whole number`);
  return Number(text);
}
