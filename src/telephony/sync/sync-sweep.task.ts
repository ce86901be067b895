import type { OnApplicationBootstrap } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { Database } from '../../database/database.js';
import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { wakeExpression } from './sync-queue.js';

const WAKE_DUE = {
  name: 'sync-wake-due',
  text: `SELECT ${wakeExpression('due.id', 'now()')} IS NOT NULL AS is_awake
           FROM (SELECT telephony_configuration_id AS id FROM phone_number_syncs
                  WHERE next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())
                  UNION
                 SELECT subject_id FROM jobs
                  WHERE finished_at IS NULL AND subject_id IS NOT NULL AND progress ? 'is_listed'
                    AND updated_at < now() - interval '30 seconds') due`,
};

/**
 * Makes sure, at the start and every minute, that each configuration with due numbers has a job, and so has each one
 * that somebody's job waits for: its last number may have been deleted. The queue keeps a job that a killed process had
 * in its hands locked for hours; the tables know better.
 */
@RegisteredTask()
export class SyncSweepTask extends QueueTask implements OnApplicationBootstrap {
  readonly taskName = 'sync-sweep';
  override readonly schedule = '* * * * *';
  private readonly logger = new Logger(SyncSweepTask.name);

  constructor(private readonly database: Database) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    // A database that is away for a moment does not stop the start: the schedule comes round in a minute.
    await this.run().catch((error: unknown) =>
      this.logger.warn(describeSafely(error), 'Due numbers could not be looked for; the next sweep looks again'),
    );
  }

  async run(): Promise<void> {
    await this.database.query(WAKE_DUE, []);
  }
}
