import { Database } from '../../database/database.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { PASSING_REASONS } from '../sync/retry-policy.js';
import { dueTrunks } from './trunk-lease.store.js';
import { SYNC_TRUNK, trunkJobExpression } from './trunk-queue.js';

// In a minute, so that an attempt that runs right now has come to its end.
const WAKE_LEFT = {
  name: 'trunk-wake-left',
  text: `SELECT (${trunkJobExpression('t.id', `greatest(now() + interval '60 seconds', t.next_attempt_at)`)}).id AS job
           FROM telephony_trunks t
          WHERE ${dueTrunks('$1')}
            AND NOT EXISTS (SELECT FROM graphile_worker.jobs waiting
                             WHERE waiting.key = '${SYNC_TRUNK}:' || t.id AND waiting.locked_at IS NULL)`,
};

/** Makes sure that each trunk that is not in line has a job. The queue keeps the job of a killed process locked for hours. */
@RegisteredTask()
export class TrunkSweepTask extends QueueTask {
  readonly taskName = 'trunk-sweep';
  override readonly schedule = '*/5 * * * *';

  constructor(private readonly database: Database) {
    super();
  }

  async run(): Promise<void> {
    await this.database.query(WAKE_LEFT, [[...PASSING_REASONS]]);
  }
}
