import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { JobStore } from '../../jobs/job.store.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { PhoneNumberSyncService } from './phone-number-sync.service.js';
import { PhoneNumberSyncStore } from './phone-number-sync.store.js';
import { SYNC_NUMBERS, SyncQueue } from './sync-queue.js';

/** Numbers of one account at once: carriers count concurrent requests per account. */
const NUMBERS_AT_ONCE = 4;
/** After that the configuration goes to the end of the queue, so that a large one does not keep others waiting. */
const TURN_MS = 15_000;

/**
 * Brings the due numbers of one configuration in line with their carrier. There is one waiting job for each
 * configuration, however many of its numbers are due, so no account gets more than its share of the workers.
 */
@RegisteredTask()
export class SyncNumbersTask extends QueueTask<{ configuration_id: number }> {
  readonly taskName = SYNC_NUMBERS;
  private readonly logger = new Logger(SyncNumbersTask.name);

  constructor(
    private readonly store: PhoneNumberSyncStore,
    private readonly syncs: PhoneNumberSyncService,
    private readonly queue: SyncQueue,
    private readonly jobs: JobStore,
  ) {
    super();
  }

  async run({ configuration_id: configurationId }: { configuration_id: number }, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + TURN_MS;
    const drains = Array.from({ length: NUMBERS_AT_ONCE }, () => this.drain(configurationId, deadline, signal));
    const results = await Promise.allSettled(drains);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    await this.store.settleStragglers(configurationId);
    await this.jobs.finishSettled(configurationId);
    const at = await this.store.nextDueAt(configurationId);
    if (at) await this.queue.wake(configurationId, { at });
  }

  private async drain(configurationId: number, deadline: number, signal: AbortSignal): Promise<void> {
    let settled = 0;
    while (!signal.aborted && performance.now() < deadline) {
      const token = randomUUID();
      const subject = await this.store.claimNextDue(configurationId, token);
      if (!subject) break;
      await this.syncs.settle(subject, token, { trustsSighting: true });
      settled += 1;
    }
    if (settled > 0) this.logger.debug({ configurationId, settled }, 'Synced numbers that were due');
  }
}
