import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { TrunkStore } from './trunk.store.js';
import { TrunkSync } from './trunk-sync.js';
import type { TrunkJob } from './trunk-queue.js';
import { SYNC_TRUNK } from './trunk-queue.js';

/** Tells the carrier about a trunk that a request could not bring in line, or that its process left. */
@RegisteredTask()
export class SyncTrunkTask extends QueueTask<TrunkJob> {
  readonly taskName = SYNC_TRUNK;

  constructor(
    private readonly store: TrunkStore,
    private readonly syncs: TrunkSync,
  ) {
    super();
  }

  async run({ trunk_id: id, attempts }: TrunkJob): Promise<void> {
    if (await this.store.isDue(id)) await this.syncs.settle(id, attempts);
  }
}
