import type { BaseFacts } from './base-spellings.js';
import { baseSpellings } from './base-spellings.js';
import type { Spelling } from './spelling.js';
import { pathSpellings, querySpellings } from './target-spellings.js';

/** What is known of the URL of a request. */
export interface UrlFacts extends BaseFacts {
  /** Path and query as they arrived. */
  target: string;
  /** Paths that carriers are told. */
  knownPaths: readonly string[];
}

/** A whole URL that may be the signed one. */
export interface UrlSpelling extends Spelling {
  /** Path and query of it, below the base. */
  target: string;
  /** What stands before them. */
  base: string;
}

/** Of everything that could have been signed, so many are tried. */
export const MOST_SPELLINGS = 200;
const MOST_CHANGES = 3;

/** The URLs that may have been signed, the one with the fewest differences first; the expected one leads. */
export function urlSpellings(facts: UrlFacts): UrlSpelling[] {
  const [path = '', ...rest] = facts.target.split('?');
  const bases = baseSpellings(facts);
  const paths = pathSpellings(path, [...facts.knownPaths, ...originalPaths(facts)]);
  const queries = querySpellings(rest.join('?'));
  const found = new Map<string, UrlSpelling>();
  for (let changes = 0; changes <= MOST_CHANGES; changes += 1) {
    for (const [query, way, base] of combinations(queries, paths, bases, changes)) {
      if (found.size >= MOST_SPELLINGS) return [...found.values()];
      const spelling = joined(base, way, query);
      if (!found.has(spelling.text)) found.set(spelling.text, spelling);
    }
  }
  return [...found.values()];
}

/** What proxies say that the path was before they changed it. */
function originalPaths({ headers }: UrlFacts): string[] {
  return ['x-original-url', 'x-original-uri', 'x-forwarded-uri', 'x-rewrite-url'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? (/^\/[\x21-\x7e]*/.exec(value)?.[0].split(/[?#]/, 1) ?? []) : [];
  });
}

/** Those with exactly so many changes; what stands before the path is the likeliest to be wrong. */
function* combinations(
  queries: readonly Spelling[],
  paths: readonly Spelling[],
  bases: readonly Spelling[],
  changes: number,
): Generator<[query: Spelling, path: Spelling, base: Spelling]> {
  for (const query of queries) {
    for (const path of paths) {
      const left = changes - query.changes.length - path.changes.length;
      if (left < 0) continue;
      for (const base of bases) if (base.changes.length === left) yield [query, path, base];
    }
  }
}

function joined(base: Spelling, path: Spelling, query: Spelling): UrlSpelling {
  const target = path.text + query.text;
  const changes = [...base.changes, ...path.changes, ...query.changes];
  return { text: base.text + target, target, base: base.text, changes };
}
