import { Injectable } from '@nestjs/common';
import { addJobExpression, JobQueue } from '../../queue/job-queue.js';

/** The task that tells the carrier about one trunk. */
export const SYNC_TRUNK = 'sync-trunk';

export interface TrunkJob {
  trunk_id: number;
  /** Attempts that ended without success, in a row. */
  attempts: number;
}

/** A job for a trunk as part of another statement. */
export function trunkJobExpression(trunkId: string, at: string): string {
  return addJobExpression({
    task: `'${SYNC_TRUNK}'`,
    payload: `json_build_object('trunk_id', ${trunkId}, 'attempts', 0)`,
    key: `'${SYNC_TRUNK}:' || ${trunkId}`,
    at,
  });
}

/** Leaves a trunk to the queue. */
@Injectable()
export class TrunkQueue {
  constructor(private readonly queue: JobQueue) {}

  async wake(job: TrunkJob, at: Date): Promise<void> {
    await this.queue.add({ task: SYNC_TRUNK, payload: job, key: `${SYNC_TRUNK}:${job.trunk_id}`, at });
  }
}
