import type { FindOperator } from 'typeorm';
import { LessThan, MoreThan } from 'typeorm';

/** The condition that continues after the last id of the page before; nothing for the first page. */
export function pageWhere(start: { afterId: number | null; descending: boolean }): { id?: FindOperator<number> } {
  if (start.afterId === null) return {};
  return { id: start.descending ? LessThan(start.afterId) : MoreThan(start.afterId) };
}
