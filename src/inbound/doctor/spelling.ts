/** A way in which a request may differ from what was signed. */
export const URL_CHANGES = ['scheme', 'host', 'port', 'prefix', 'former_base', 'path', 'query'] as const;

/** One difference, in words: "http instead of https". */
export interface SpellingChange {
  kind: (typeof URL_CHANGES)[number];
  words: string;
}

/** One way to write a URL, or a part of it. */
export interface Spelling {
  text: string;
  /** What is different from what is expected; none for the expected spelling. */
  changes: readonly SpellingChange[];
}

/** Each text once, with the fewest changes that lead to it. */
export function unique(spellings: readonly Spelling[]): Spelling[] {
  const best = new Map<string, Spelling>();
  for (const spelling of [...spellings].sort((a, b) => a.changes.length - b.changes.length)) {
    if (!best.has(spelling.text)) best.set(spelling.text, spelling);
  }
  return [...best.values()];
}
