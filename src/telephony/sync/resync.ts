import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobStore } from '../../jobs/job.store.js';
import { SyncQueue } from './sync-queue.js';

/** Kind of the jobs that follow a re-sync. */
export const SYNC_ALL = 'sync-all';

// What was remembered of a number in one account says nothing of the number in another.
const WANT_ALL = `
  UPDATE phone_number_syncs s
     SET state = 'pending', reason = NULL, message = NULL, next_attempt_at = now(), attempts = 0,
         wanted_revision = wanted_revision + 1,
         saved_settings = CASE WHEN $2 THEN NULL ELSE saved_settings END,
         applied_settings = CASE WHEN $2 THEN NULL ELSE applied_settings END,
         is_provisioned = is_provisioned AND NOT $2
    FROM phone_numbers n
   WHERE n.id = s.phone_number_id AND n.telephony_configuration_id = $1 AND n.inbound_workflow_id IS NOT NULL`;

const FOLLOW_ALL = `
  INSERT INTO job_items (job_id, position, address, phone_number_id)
  SELECT $2, row_number() OVER (ORDER BY id), address_normalized, id
    FROM phone_numbers WHERE telephony_configuration_id = $1 AND inbound_workflow_id IS NOT NULL`;

const HAS_BOUND = `
  SELECT 1 FROM phone_numbers WHERE telephony_configuration_id = $1 AND inbound_workflow_id IS NOT NULL LIMIT 1`;

interface Subject {
  organizationId: number;
  configurationId: number;
  /** The numbers are in another account now, of which nothing is remembered. */
  isOtherAccount?: boolean;
}

/** Lets all bound numbers of a configuration be synced again in the background. */
@Injectable()
export class Resync {
  constructor(
    private readonly jobs: JobStore,
    private readonly queue: SyncQueue,
  ) {}

  /** @returns the job that follows them; null when no number is bound */
  async all(
    manager: EntityManager,
    { organizationId, configurationId, isOtherAccount = false }: Subject,
  ): Promise<number | null> {
    if ((await manager.query<unknown[]>(HAS_BOUND, [configurationId])).length === 0) return null;
    await manager.query(WANT_ALL, [configurationId, isOtherAccount]);
    const jobId = await this.jobs.createFollowing(manager, {
      organizationId,
      kind: SYNC_ALL,
      subjectId: configurationId,
    });
    await manager.query(FOLLOW_ALL, [configurationId, jobId]);
    await this.queue.wake(configurationId, { manager });
    return jobId;
  }
}
