import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { sideBySide } from '../../common/concurrency/side-by-side.js';
import { JobStore } from '../../jobs/job.store.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { PhoneNumberSyncService } from './phone-number-sync.service.js';
import { PhoneNumberSyncStore } from './phone-number-sync.store.js';
import { SYNC_NUMBERS, SyncQueue } from './sync-queue.js';
import type { SyncOutcome } from './sync-state.js';

/** Numbers of one account at once: carriers count concurrent requests per account. */
const NUMBERS_AT_ONCE = 4;
/** After that the configuration goes to the end of the queue, so that a large one does not keep others waiting. */
const TURN_MS = 15_000;
/** Until the carrier is asked again that said "too often" without saying how long to wait. */
const RATE_LIMITED_MS = 5_000;

/** What the drains of one run have in common. */
interface Turn {
  endsAt: number;
  /** How long the carrier does not want to be asked, milliseconds; 0 when it has said nothing. */
  waitMs: number;
  /** Whether a job came for the configuration meanwhile: there may be something new to see. */
  isWokenAgain: boolean;
}

/**
 * Brings the due numbers of one configuration in line with their carrier. There is one waiting job for each
 * configuration, however many of its numbers are due, so no account gets more than its share of the workers.
 */
@RegisteredTask()
export class SyncNumbersTask extends QueueTask<{ configuration_id: number }> {
  readonly taskName = SYNC_NUMBERS;
  private readonly logger = new Logger(SyncNumbersTask.name);
  /** Of this process, by configuration. The queue runs what is added while a job runs beside it, at once. */
  private readonly turns = new Map<number, Turn>();

  constructor(
    private readonly store: PhoneNumberSyncStore,
    private readonly syncs: PhoneNumberSyncService,
    private readonly queue: SyncQueue,
    private readonly jobs: JobStore,
  ) {
    super();
  }

  async run({ configuration_id: configurationId }: { configuration_id: number }, signal: AbortSignal): Promise<void> {
    const current = this.turns.get(configurationId);
    if (current) {
      current.isWokenAgain = true;
      return;
    }
    const turn: Turn = { endsAt: performance.now() + TURN_MS, waitMs: 0, isWokenAgain: false };
    this.turns.set(configurationId, turn);
    try {
      await this.take(configurationId, turn, signal);
    } finally {
      this.turns.delete(configurationId);
    }
    await this.leaveRest(configurationId, turn);
  }

  private async take(configurationId: number, turn: Turn, signal: AbortSignal): Promise<void> {
    await sideBySide(NUMBERS_AT_ONCE, () => this.drain(configurationId, turn, signal));
    await this.store.settleStragglers(configurationId);
    await this.jobs.finishSettled(configurationId);
  }

  private async leaveRest(configurationId: number, { waitMs, isWokenAgain }: Turn): Promise<void> {
    const at = await this.store.nextDueAt(configurationId, waitMs);
    if (isWokenAgain && (at === null || waitMs === 0)) await this.queue.wake(configurationId);
    else if (at) await this.queue.wake(configurationId, { at });
  }

  /** Until nothing is due, or the carrier wants to be left alone: what it says to one number it would say to all. */
  private async drain(configurationId: number, turn: Turn, signal: AbortSignal): Promise<void> {
    let settled = 0;
    while (!signal.aborted && turn.waitMs === 0 && performance.now() < turn.endsAt) {
      const token = randomUUID();
      const subject = await this.store.claimNextDue(configurationId, token);
      if (!subject) break;
      const outcome = await this.syncs.settle(subject, token);
      turn.waitMs = Math.max(turn.waitMs, waitMsOf(outcome));
      settled += 1;
    }
    if (settled > 0) this.logger.debug({ configurationId, settled }, 'Synced numbers that were due');
  }
}

function waitMsOf(outcome: SyncOutcome | null): number {
  if (outcome?.retryAfterMs !== undefined) return outcome.retryAfterMs;
  return outcome?.reason === 'provider_rate_limited' ? RATE_LIMITED_MS : 0;
}
