import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';

const BATCH = 5_000;

// By way of the index that every organization's calls are listed with: none is needed for this alone.
const DELETE_OLD = {
  name: 'calls-delete-old',
  text: `DELETE FROM calls WHERE id = ANY (ARRAY(
           SELECT old.id FROM organizations o
            CROSS JOIN LATERAL (SELECT c.id FROM calls c
                                 WHERE c.organization_id = o.id AND c.received_at < now() - make_interval(days => $1::int)
                                 ORDER BY c.received_at LIMIT ${BATCH}) old
            LIMIT ${BATCH}))
         RETURNING 1`,
};

/** Every hour, deletes the call records that are older than they are to be kept. */
@RegisteredTask()
export class CallRetentionTask extends QueueTask {
  readonly taskName = 'call-retention';
  override readonly schedule = '23 * * * *';

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {
    super();
  }

  async run(_payload: object = {}, signal?: AbortSignal): Promise<void> {
    const { callRetentionDays } = this.config;
    if (callRetentionDays === 0) return;
    let deleted: number;
    do {
      deleted = (await this.database.query(DELETE_OLD, [callRetentionDays])).length;
    } while (deleted === BATCH && signal?.aborted !== true);
  }
}
