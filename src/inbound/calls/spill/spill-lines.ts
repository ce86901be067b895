import type { CallBatch } from '../call-batch.js';
import type { CallNews, CallRecord } from '../call-record.js';

/** A line for each entry, the calls first. */
export function toLines({ records, news }: CallBatch): string {
  const lines = [...records.map((record) => ({ record })), ...news.map((told) => ({ news: told }))];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What the lines say, and how many say nothing: a file that a crash cut off ends in the middle of a line. */
export function fromLines(lines: readonly string[]): CallBatch & { unreadable: number } {
  const records: CallRecord[] = [];
  const news: CallNews[] = [];
  let unreadable = 0;
  for (const line of lines) {
    const entry = parse(line);
    if (isRecord(entry?.record)) records.push({ ...entry.record, receivedAt: new Date(entry.record.receivedAt) });
    else if (isNews(entry?.news)) news.push({ ...entry.news, at: new Date(entry.news.at) });
    else unreadable += 1;
  }
  return { records, news, unreadable };
}

function parse(line: string): { record?: unknown; news?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** What has the texts can be offered to the database, which looks at the rest. */
function isRecord(value: unknown): value is CallRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<keyof CallRecord, unknown>;
  const texts = [record.provider, record.accountId, record.callId, record.to, record.from, record.outcome];
  return texts.every(isText) && [record.reason, record.target].every((text) => text === null || isText(text));
}

function isNews(value: unknown): value is CallNews {
  if (typeof value !== 'object' || value === null) return false;
  const { callId, state, configurationIds } = value as Record<keyof CallNews, unknown>;
  return isText(callId) && isText(state) && Array.isArray(configurationIds);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
