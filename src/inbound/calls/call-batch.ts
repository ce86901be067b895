import type { CallNews, CallRecord } from './call-record.js';

/** What is kept together: calls, and news that came after them. */
export interface CallBatch {
  records: readonly CallRecord[];
  news: readonly CallNews[];
}

/** Entries that one batch holds at most. */
export const BATCH_SIZE = 1_000;

export function sizeOf({ records, news }: CallBatch): number {
  return records.length + news.length;
}
