import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { addJobExpression } from '../../queue/job-queue.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';

/** The task that compares one account. */
export const RECONCILE_ACCOUNT = 'reconcile-account';

/** Hundreds can be due at once, after an outage; a number that somebody waits for does not stand in line with them. */
const BEHIND_SYNCS = 10;

// Each account comes round after four to six fifths of the interval, so that they do not fall into step.
const START_DUE = {
  name: 'reconcile-start-due',
  text: `WITH due AS (
           SELECT id FROM telephony_configurations
            WHERE next_reconcile_at <= now() AND inactive_since IS NULL
            ORDER BY next_reconcile_at LIMIT 500 FOR UPDATE SKIP LOCKED),
         planned AS (
           UPDATE telephony_configurations c
              SET next_reconcile_at = now() + $1 * interval '1 minute' * (0.8 + 0.4 * random())
             FROM due WHERE c.id = due.id
           RETURNING c.id)
         SELECT ${addJobExpression({
           task: `'${RECONCILE_ACCOUNT}'`,
           payload: `json_build_object('configuration_id', id)`,
           key: `'${RECONCILE_ACCOUNT}:' || id`,
           at: 'now()',
           priority: `${BEHIND_SYNCS}`,
         })} IS NOT NULL AS is_queued
           FROM planned`,
};

/** Every minute, starts the comparison of the accounts whose time has come. */
@RegisteredTask()
export class ReconcileScheduleTask extends QueueTask {
  readonly taskName = 'reconcile-schedule';
  override readonly schedule = '* * * * *';

  constructor(
    private readonly database: Database,
    private readonly config: AppConfig,
  ) {
    super();
  }

  async run(): Promise<void> {
    const { reconcileIntervalMinutes } = this.config;
    if (reconcileIntervalMinutes > 0) await this.database.query(START_DUE, [reconcileIntervalMinutes]);
  }
}
