import { Injectable } from '@nestjs/common';
import { aFewAtATime } from '../../common/concurrency/side-by-side.js';
import type { JobTurn } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import type { PendingItem } from '../../jobs/job.store.js';
import { JobStore } from '../../jobs/job.store.js';
import { isOk } from '../sync/sync-state.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import { nextAttemptAt } from '../sync/retry-policy.js';

/** Numbers of one account at once: carriers count concurrent requests per account. */
const NUMBERS_AT_ONCE = 4;
const ITEMS_AT_ONCE = 100;
/** After that the job goes to the end of the queue, so that a large one does not keep others waiting. */
const TURN_MS = 15_000;
/** How often a number is tried whose carrier fails in passing: that is some five minutes. */
const ROUNDS = 6;
/** Until a number is asked for again that another process holds. */
const HELD_DELAY_MS = 10_000;

/** Where the walk is, as it is stored with the job. */
interface Progress {
  round: number;
  /** Position of the last item that was taken in this round. */
  after: number;
  /** When what was left for the next round may be tried again, milliseconds since 1970; 0 when nothing was left. */
  again_at: number;
  /** When this round may begin, milliseconds since 1970. */
  begins_at: number;
}

interface Walk {
  job: JobRow<object>;
  /** Adds items to the job; answers how many. */
  listMore: () => Promise<number>;
  /** Does what is to be done for one number; null while another process holds it. Doing it twice must do no harm. */
  take: (item: PendingItem) => Promise<SyncOutcome | null>;
  signal: AbortSignal;
}

const HELD: SyncOutcome = {
  state: 'failed',
  reason: 'sync_in_progress',
  message: 'The number was being synced all the time. Delete again.',
};

/**
 * Works through the numbers of a job, a few at a time, and reports each as an item. What fails in passing is left for
 * another round; a worker that takes over goes on with the items that are still pending.
 */
@Injectable()
export class NumberWalk {
  constructor(private readonly jobs: JobStore) {}

  /** @returns null when every item is settled */
  async go(walk: Walk): Promise<JobTurn | null> {
    const { job, signal } = walk;
    const deadline = performance.now() + TURN_MS;
    const progress: Progress = {
      round: 1,
      after: 0,
      again_at: 0,
      begins_at: 0,
      ...(job.progress as Partial<Progress>),
    };
    if (progress.begins_at > Date.now()) return { kind: 'more', at: new Date(progress.begins_at) };
    while (!signal.aborted && performance.now() < deadline) {
      const items = await this.jobs.pendingItems(job.id, progress.after, ITEMS_AT_ONCE);
      if (items.length === 0) {
        if ((await walk.listMore()) > 0) continue;
        if ((await this.jobs.pendingItems(job.id, 0, 1)).length === 0) return null;
        return this.nextRound(job.id, progress);
      }
      await this.takeAll(walk, items, progress);
      if (signal.aborted) break;
      progress.after = items.at(-1)?.position ?? progress.after;
      await this.jobs.advance(job.id, progress);
    }
    return { kind: 'more' };
  }

  private async nextRound(jobId: number, { round, again_at: at }: Progress): Promise<JobTurn> {
    const next: Progress = { round: round + 1, after: 0, again_at: 0, begins_at: at };
    await this.jobs.advance(jobId, next);
    return { kind: 'more', at: new Date(at) };
  }

  private takeAll({ job, take, signal }: Walk, items: readonly PendingItem[], progress: Progress): Promise<void> {
    return aFewAtATime(items, { atOnce: NUMBERS_AT_ONCE, signal }, async (item) =>
      this.settle(job.id, item, (await take(item)) ?? HELD, progress),
    );
  }

  private async settle(jobId: number, item: PendingItem, outcome: SyncOutcome, progress: Progress): Promise<void> {
    const { reason, message: detail } = outcome;
    const retryAt = outcome === HELD ? new Date(Date.now() + HELD_DELAY_MS) : nextAttemptAt(outcome, progress.round);
    const isLeft = retryAt !== null && progress.round < ROUNDS;
    if (isLeft) progress.again_at = Math.max(progress.again_at, retryAt.getTime());
    const state = isOk(outcome.state) ? 'succeeded' : isLeft ? 'pending' : 'failed';
    await this.jobs.settleItem(jobId, item.position, { state, reason, detail });
  }
}
