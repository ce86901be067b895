import type { CallNews } from './call-record.js';

interface Pending {
  news: CallNews;
  /** When it was first looked for, milliseconds. */
  since: number;
  /** When it is looked for again. */
  dueAt: number;
}

/** How long a call may come after its news: another replica may have its record on the disk. */
const PATIENCE_MS = 60_000;
const FIRST_RETRY_MS = 500;
const MAX_PENDING = 10_000;

/**
 * News of calls that are not known yet. Carriers also tell of calls that are none of ours, such as outbound ones, so what
 * stays unknown is dropped without a word.
 */
export class PendingNews {
  private pending: Pending[] = [];

  get size(): number {
    return this.pending.length;
  }

  /** Keeps what was looked for in vain; the oldest go when there are too many. */
  put(unknown: readonly CallNews[], now: number): void {
    for (const news of unknown) this.pending.push({ news, since: now, dueAt: now + FIRST_RETRY_MS });
    if (this.pending.length > MAX_PENDING) this.pending.splice(0, this.pending.length - MAX_PENDING);
  }

  /** What is to be looked for now; whoever does so must {@link settle} it. */
  due(now: number): CallNews[] {
    return this.pending.filter(({ dueAt }) => dueAt <= now).map(({ news }) => news);
  }

  /** @param looked what was looked for @param unknown what of it is still not known */
  settle(looked: readonly CallNews[], unknown: readonly CallNews[], now: number): void {
    const [lookedFor, missing] = [new Set(looked), new Set(unknown)];
    this.pending = this.pending.flatMap((entry) => {
      if (!lookedFor.has(entry.news)) return [entry];
      if (!missing.has(entry.news) || now - entry.since >= PATIENCE_MS) return [];
      const waited = Math.max(now - entry.since, FIRST_RETRY_MS);
      return [{ ...entry, dueAt: Math.min(now + waited, entry.since + PATIENCE_MS) }];
    });
  }

  /** Everything, to be kept elsewhere. */
  takeAll(): CallNews[] {
    const all = this.pending.map(({ news }) => news);
    this.pending = [];
    return all;
  }
}
