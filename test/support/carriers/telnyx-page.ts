import { telnyxRefusal } from './telnyx-errors.js';

const LARGEST_PAGE = 250;
const USUAL_PAGE = 20;

/** One page with its `meta`, counted from 1. Sizes above the documented maximum are refused rather than cut. */
export function telnyxPage<T>(
  found: readonly T[],
  query: URLSearchParams,
  show: (item: T) => unknown,
): Record<string, unknown> {
  const number = wholeNumber(query, 'page[number]', 1);
  const size = wholeNumber(query, 'page[size]', USUAL_PAGE);
  if (size > LARGEST_PAGE) throw telnyxRefusal(10015, 'page[size]');
  return {
    data: found.slice((number - 1) * size, number * size).map(show),
    meta: {
      page_number: number,
      page_size: size,
      total_pages: Math.ceil(found.length / size),
      total_results: found.length,
    },
  };
}

export function refuseUnknownTelnyxParameters(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (name !== 'page[number]' && name !== 'page[size]' && !known.includes(name)) throw telnyxRefusal(10015, name);
  }
}

/** Whether the value of a filter that "requires at least three" characters is in the text. */
export function containsAtLeastThree(query: URLSearchParams, name: string, text: string): boolean {
  const wanted = query.get(name);
  if (wanted === null) return true;
  if (wanted.length < 3) throw telnyxRefusal(10015, name);
  return text.includes(wanted);
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw telnyxRefusal(10015, name);
  return Number(text);
}
