import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';

interface QueuedWork {
  task: string;
  payload: object;
  /** There is at most one waiting job with this key; adding another moves the waiting one forward, never back. */
  key: string;
  /** Now when left out. */
  at?: Date;
}

/**
 * A call of the queue for use inside other statements, given the parameters' expressions. A job that runs already is
 * not touched: another one is added, so that what changed meanwhile is seen.
 * @param priority of those that are due, the lowest number runs first
 */
export function addJobExpression({
  task,
  payload,
  key,
  at,
  priority = '0',
}: Record<'task' | 'payload' | 'key' | 'at', string> & { priority?: string }): string {
  return `graphile_worker.add_job(${task}, payload := ${payload}, job_key := ${key}, max_attempts := 25, priority := ${priority},
            run_at := least(${at}, (SELECT waiting.run_at FROM graphile_worker.jobs waiting
                                     WHERE waiting.key = ${key} AND waiting.locked_at IS NULL)))`;
}

const ADD = {
  name: 'queue-add-job',
  text: `SELECT (${addJobExpression({ task: '$1::text', payload: '$2::json', key: '$3::text', at: 'coalesce($4::timestamptz, now())' })}).id`,
};

/** Where work is left for later. Inside a transaction the job exists exactly if the transaction is committed. */
@Injectable()
export class JobQueue {
  constructor(private readonly database: Database) {}

  /** @param manager of the transaction that the job belongs to, if any */
  async add({ task, payload, key, at }: QueuedWork, manager?: EntityManager): Promise<void> {
    const values = [task, JSON.stringify(payload), key, at ?? null];
    if (manager) await manager.query(ADD.text, values);
    else await this.database.query(ADD, values);
  }
}
