import type { JsonObject } from '../json-shape.js';

/**
 * The members of an object as texts, for carriers that send JSON. Objects and lists are JSON, so that they are neither
 * an id nor an address; null, and what is nested deeper than can be written, is left out.
 */
export function jsonTexts(object: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === null ? [] : [[name, text]];
    }),
  );
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested deeper than the stack.
    return null;
  }
}
