import type { Shape } from '../../contract/json-shape.js';
import { isJsonObject, isListOf } from '../../contract/json-shape.js';

/** One page of a list. */
export interface TelnyxPage<T> {
  items: T[];
  isLast: boolean;
}

interface WirePage<T> {
  data: T[];
  meta: { total_pages: number };
}

export function isPageOf<T>(isItem: Shape<T>): Shape<WirePage<T>> {
  return (value): value is WirePage<T> =>
    isJsonObject(value) &&
    isListOf(value['data'], isItem) &&
    isJsonObject(value['meta']) &&
    Number.isInteger(value['meta']['total_pages']);
}

/** An answer that is one thing. */
export function isDataOf<T>(isItem: Shape<T>): Shape<{ data: T }> {
  return (value): value is { data: T } => isJsonObject(value) && isItem(value['data']);
}
