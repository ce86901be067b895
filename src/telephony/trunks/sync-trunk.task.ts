import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { TrunkLeaseStore } from './trunk-lease.store.js';
import type { TrunkJob } from './trunk-queue.js';
import { SYNC_TRUNK, TrunkQueue } from './trunk-queue.js';
import { TrunkSync } from './trunk-sync.js';

/** Tells the carrier about a trunk that a request could not bring in line, or that its process left. */
@RegisteredTask()
export class SyncTrunkTask extends QueueTask<TrunkJob> {
  readonly taskName = SYNC_TRUNK;

  constructor(
    private readonly leases: TrunkLeaseStore,
    private readonly syncs: TrunkSync,
    private readonly queue: TrunkQueue,
  ) {
    super();
  }

  async run(job: TrunkJob): Promise<void> {
    const turn = await this.leases.turnOf(job.trunk_id);
    if (turn?.is_due) await this.syncs.settle(job.trunk_id, job.attempts);
    // It was left here in case its process dies, which has learnt since that the carrier wants to be asked later.
    else if (turn) await this.queue.wake(job, turn.at);
  }
}
