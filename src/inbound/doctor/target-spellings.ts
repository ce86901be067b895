import type { Spelling, SpellingChange } from './spelling.js';
import { unique } from './spelling.js';

/** Of so many parameters every order is tried, of more only a few. */
const MOST_PERMUTED = 3;

/**
 * The ways in which a path may have been written before something changed it.
 * @param path as it arrived
 * @param known paths that carriers are told
 */
export function pathSpellings(path: string, known: readonly string[]): Spelling[] {
  const slashed = path.endsWith('/') ? path.replace(/\/+$/, '') : `${path}/`;
  return unique([
    { text: path, changes: [] },
    spelling(
      'path',
      slashed,
      path.endsWith('/') ? 'no slash at the end of the path' : 'a slash at the end of the path',
    ),
    spelling('path', path.replaceAll(/\/{2,}/g, '/'), 'single slashes in the path'),
    spelling('path', decoded(path), 'the path without percent-encoding'),
    ...known.map((text) => spelling('path', text, `the path ${text}`)),
  ]);
}

/**
 * The ways in which a query may have been written. What is in it is never told.
 * @param query as it arrived, without the question mark; empty when there is none
 */
export function querySpellings(query: string): Spelling[] {
  if (query === '') return [{ text: '', changes: [] }];
  const parts = query.split('&');
  const written = (text: string, words: string): Spelling => spelling('query', text === '' ? '' : `?${text}`, words);
  const each = (encode: (text: string) => string): string => reencoded(parts, encode).join('&');
  return unique([
    { text: `?${query}`, changes: [] },
    written('', 'no query'),
    written([...parts].sort().join('&'), 'the query parameters in alphabetical order'),
    written(query.replaceAll('+', '%20'), '%20 instead of + in the query'),
    written(query.replaceAll('%20', '+'), '+ instead of %20 in the query'),
    written(
      escapes(query, (text) => text.toUpperCase()),
      'percent-encoding in capitals in the query',
    ),
    written(
      escapes(query, (text) => text.toLowerCase()),
      'percent-encoding in small letters in the query',
    ),
    written(decoded(query), 'the query without percent-encoding'),
    written(each(encodeURIComponent), 'the query encoded as a URI component'),
    written(
      each((text) => new URLSearchParams({ '': text }).toString().slice(1)),
      'the query encoded as a form',
    ),
    ...orders(parts).map((order) => written(order.join('&'), 'the query parameters in another order')),
  ]);
}

function spelling(kind: SpellingChange['kind'], text: string, words: string): Spelling {
  return { text, changes: [{ kind, words }] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function escapes(text: string, write: (escape: string) => string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, write);
}

function reencoded(parts: readonly string[], encode: (text: string) => string): string[] {
  return parts.map((part) =>
    part
      .split('=')
      .map((text) => encode(decoded(text.replaceAll('+', ' ')).toWellFormed()))
      .join('='),
  );
}

function orders(parts: readonly string[]): string[][] {
  if (parts.length <= MOST_PERMUTED) return permutations(parts);
  return [[...parts].reverse(), [...parts].sort().reverse()];
}

function permutations(parts: readonly string[]): string[][] {
  if (parts.length <= 1) return [[...parts]];
  return parts.flatMap((part, at) =>
    permutations(parts.filter((_, other) => other !== at)).map((rest) => [part, ...rest]),
  );
}
