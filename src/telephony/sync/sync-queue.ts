import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addJobExpression, JobQueue } from '../../queue/job-queue.js';

/** The task that brings the due numbers of one configuration in line with their carrier. */
export const SYNC_NUMBERS = 'sync-numbers';

const keyOf = (configurationId: number): string => `${SYNC_NUMBERS}:${configurationId}`;

/** The call of {@link SyncQueue.wake} as part of another statement. */
export function wakeExpression(configurationId: string, at: string): string {
  return addJobExpression({
    task: `'${SYNC_NUMBERS}'`,
    payload: `json_build_object('configuration_id', ${configurationId})`,
    key: `'${SYNC_NUMBERS}:' || ${configurationId}`,
    at,
  });
}

/** Leaves the due numbers of a configuration to the queue. Which numbers those are is in the sync table. */
@Injectable()
export class SyncQueue {
  constructor(private readonly queue: JobQueue) {}

  /** @param at now when left out */
  async wake(configurationId: number, options: { at?: Date; manager?: EntityManager } = {}): Promise<void> {
    const { at, manager } = options;
    const payload = { configuration_id: configurationId };
    await this.queue.add({ task: SYNC_NUMBERS, payload, key: keyOf(configurationId), ...(at && { at }) }, manager);
  }
}
