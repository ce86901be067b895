import { Logger } from '@nestjs/common';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { RECONCILE_ACCOUNT } from './reconcile-schedule.task.js';
import { Reconciler } from './reconciler.js';

/** Compares one account with what is stored here, because its time has come. */
@RegisteredTask()
export class ReconcileAccountTask extends QueueTask<{ configuration_id: number }> {
  readonly taskName = RECONCILE_ACCOUNT;
  private readonly logger = new Logger(ReconcileAccountTask.name);

  constructor(
    private readonly accounts: BackgroundAccountReader,
    private readonly reconciler: Reconciler,
  ) {
    super();
  }

  async run({ configuration_id: id }: { configuration_id: number }, signal: AbortSignal): Promise<void> {
    const account = await this.accounts.find(id, null);
    if (!account || account.isParked) return;
    const result = await this.reconciler.run(account, signal);
    if (result.kind === 'failed') {
      this.logger.warn(
        { configurationId: id, reason: result.reason },
        'An account could not be compared; it is tried again when its time comes',
      );
    } else if (Object.values(result.counts).some((count) => count > 0)) {
      this.logger.log({ configurationId: id, ...result.counts }, 'An account differed from what is stored');
    }
  }
}
