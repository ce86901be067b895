import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/errors/domain-error.js';
import { Database } from '../database/database.js';
import { JobQueue } from '../queue/job-queue.js';
import type { JobItemState } from './job-state.js';
import type { JobRow } from './job.row.js';

/**
 * A job whose worker has said nothing for so long is taken up by another. A worker speaks every ten seconds, so the
 * leases that a dead one had on numbers, of thirty seconds, are over by then.
 */
const SILENCE_SECONDS = 45;

interface NewJob {
  organizationId: number;
  kind: string;
  subjectId: number | null;
  parameters?: object;
}

/** One thing that a job works on. */
export interface NewJobItem {
  address: string;
  phoneNumberId: number | null;
  state?: JobItemState;
  reason?: string | null;
  detail?: string | null;
}

const INSERT = `
  INSERT INTO jobs (organization_id, kind, subject_id, parameters, state, started_at, progress)
  VALUES ($1, $2, $3, $4, $5::text, CASE WHEN $5::text = 'running' THEN now() END,
          CASE WHEN $5::text = 'running' THEN '{"is_listed": true}'::jsonb ELSE '{}' END)
  ON CONFLICT (kind, subject_id) WHERE finished_at IS NULL AND NOT progress ? 'is_listed' DO NOTHING
  RETURNING id`;

const START = {
  name: 'job-start',
  text: `UPDATE jobs SET state = 'running', started_at = coalesce(started_at, now()), updated_at = now()
          WHERE id = $1 AND finished_at IS NULL AND NOT progress ? 'is_listed'
            AND (state = 'queued' OR updated_at < now() - interval '${SILENCE_SECONDS} seconds')
          RETURNING id, organization_id, subject_id, parameters, progress`,
};

const PROGRESS = {
  name: 'job-progress',
  text: `UPDATE jobs SET progress = progress || $2::jsonb, updated_at = now() WHERE id = $1`,
};

const HAND_BACK = {
  name: 'job-hand-back',
  text: `UPDATE jobs SET state = 'queued', updated_at = now() WHERE id = $1 AND finished_at IS NULL`,
};

const FINISHED = `state = CASE WHEN $2::text IS NOT NULL OR EXISTS (SELECT 1 FROM job_items i WHERE i.job_id = j.id AND i.state = 'failed') THEN 'failed' ELSE 'succeeded' END,
       finished_at = now(), updated_at = now()`;

const FINISH = {
  name: 'job-finish',
  text: `UPDATE jobs j SET message = coalesce($2, message), ${FINISHED} WHERE id = $1 AND finished_at IS NULL`,
};

const FINISH_SETTLED = {
  name: 'job-finish-settled',
  text: `UPDATE jobs j SET ${FINISHED}
          WHERE subject_id = $1 AND finished_at IS NULL AND progress ? 'is_listed'
            AND NOT EXISTS (SELECT 1 FROM job_items i WHERE i.job_id = j.id AND i.state = 'pending')`,
};

const ADD_ITEMS = {
  name: 'job-add-items',
  text: `INSERT INTO job_items (job_id, position, address, phone_number_id, state, reason, detail)
         SELECT $1, $2 + row_number() OVER (ORDER BY i.n), i.address, i.phone_number_id, i.state, i.reason, i.detail
           FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
                WITH ORDINALITY AS i (address, phone_number_id, state, reason, detail, n)
         ON CONFLICT (job_id, position) DO NOTHING`,
};

const SETTLE_ITEM = {
  name: 'job-settle-item',
  text: `UPDATE job_items SET state = $3, reason = $4, detail = $5 WHERE job_id = $1 AND position = $2`,
};

const PENDING_ITEMS = {
  name: 'job-pending-items',
  text: `SELECT position, address, phone_number_id FROM job_items
          WHERE job_id = $1 AND state = 'pending' AND position > $2 ORDER BY position LIMIT $3`,
};

const UNFINISHED = `SELECT id FROM jobs WHERE kind = $1 AND subject_id = $2 AND finished_at IS NULL
  ORDER BY progress ? 'is_listed', id LIMIT 1`;

const FAILED_ITEMS = {
  name: 'job-failed-items',
  text: `SELECT count(*)::int AS failed FROM job_items WHERE job_id = $1 AND state = 'failed'`,
};

const UNATTENDED = {
  name: 'job-unattended',
  text: `SELECT id, kind FROM jobs
          WHERE finished_at IS NULL AND NOT progress ? 'is_listed' AND updated_at < now() - interval '${SILENCE_SECONDS} seconds'
            AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs waiting
                             WHERE waiting.key = 'job:' || jobs.id AND waiting.locked_at IS NULL
                               AND waiting.attempts < waiting.max_attempts)
          ORDER BY id LIMIT 1000`,
};

/** A thing that is still to be done. */
export interface PendingItem {
  position: number;
  address: string;
  phone_number_id: number | null;
}

/** The tables of jobs, for those who create them and work on them. */
@Injectable()
export class JobStore {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {}

  /**
   * Stores a job and leaves it to the task of its kind, both exactly if the transaction is committed. Of requests for
   * the same thing at the same time, the index lets one through.
   * @throws DomainError `job_in_progress` while one of the kind works on the same subject
   */
  async enqueue(manager: EntityManager, job: NewJob): Promise<number> {
    const [row] = await manager.query<{ id: number }[]>(INSERT, insertValues(job, 'queued'));
    if (!row) throw inProgress(job.subjectId && (await this.unfinished(manager, job.kind, job.subjectId)));
    await this.queue.add({ task: job.kind, payload: { job_id: row.id }, key: `job:${row.id}` }, manager);
    return row.id;
  }

  /** Stores a job whose items are worked on by others, who report each; it ends with the last of them. */
  async createFollowing(manager: EntityManager, job: NewJob): Promise<number> {
    const [row] = await manager.query<[{ id: number }]>(INSERT, insertValues(job, 'running'));
    return row.id;
  }

  /** Takes a job into work. Null when it is finished or somebody else works on it. */
  async start<Parameters extends object>(id: number): Promise<JobRow<Parameters> | null> {
    const [row] = await this.database.query<JobRow<Parameters>>(START, [id]);
    return row ?? null;
  }

  /** Notes how far it is, and that its worker is alive. */
  async advance(id: number, progress: object = {}, manager?: EntityManager): Promise<void> {
    await this.run(PROGRESS, [id, JSON.stringify(progress)], manager);
  }

  /** All its items are known now; the job ends when the last of them has been reported. */
  async markListed(id: number): Promise<void> {
    await this.advance(id, { is_listed: true });
  }

  /** Leaves the rest to the next worker. */
  async handBack(id: number, kind: string, at?: Date): Promise<void> {
    await this.database.query(HAND_BACK, [id]);
    await this.queue.add({ task: kind, payload: { job_id: id }, key: `job:${id}`, ...(at && { at }) });
  }

  /** @param fault why the job as a whole failed, a sentence; null when it came to its end */
  async finish(id: number, fault: string | null): Promise<void> {
    await this.database.query(FINISH, [id, fault]);
  }

  /** Ends the jobs about a subject whose last item has been reported by others. */
  async finishSettled(subjectId: number): Promise<void> {
    await this.database.query(FINISH_SETTLED, [subjectId, null]);
  }

  /** @param after how many items the job has already; adding the same ones again changes nothing */
  async addItems(id: number, after: number, items: readonly NewJobItem[], manager?: EntityManager): Promise<void> {
    const values = [
      id,
      after,
      items.map((item) => item.address),
      items.map((item) => item.phoneNumberId),
      items.map((item) => item.state ?? 'pending'),
      items.map((item) => item.reason ?? null),
      items.map((item) => item.detail ?? null),
    ];
    await this.run(ADD_ITEMS, values, manager);
  }

  async settleItem(
    id: number,
    position: number,
    { state, reason, detail }: { state: JobItemState; reason: string | null; detail: string | null },
  ): Promise<void> {
    await this.database.query(SETTLE_ITEM, [id, position, state, reason, detail]);
  }

  /** The next items that are still to be done, in their order. */
  pendingItems(id: number, after: number, limit: number): Promise<PendingItem[]> {
    return this.database.query<PendingItem>(PENDING_ITEMS, [id, after, limit]);
  }

  /** How many things have failed. */
  async failedItems(id: number): Promise<number> {
    const [row] = await this.database.query<{ failed: number }>(FAILED_ITEMS, [id]);
    return row?.failed ?? 0;
  }

  /** The job of a kind about a subject that has not ended; null when there is none. */
  async unfinished(manager: EntityManager, kind: string, subjectId: number): Promise<number | null> {
    const [row] = await manager.query<{ id: number }[]>(UNFINISHED, [kind, subjectId]);
    return row?.id ?? null;
  }

  /** Jobs that a killed process has left. One that waits for its time, because its carrier asked for it, is not. */
  unattended(): Promise<{ id: number; kind: string }[]> {
    return this.database.query(UNATTENDED, []);
  }

  private async run(
    statement: { name: string; text: string },
    values: unknown[],
    manager?: EntityManager,
  ): Promise<void> {
    if (manager) await manager.query(statement.text, values);
    else await this.database.query(statement, values);
  }
}

function insertValues({ organizationId, kind, subjectId, parameters }: NewJob, state: string): unknown[] {
  return [organizationId, kind, subjectId, JSON.stringify(parameters ?? {}), state];
}

function inProgress(id: number | null): DomainError {
  const detail =
    id === null
      ? 'A job of this kind was at work on this and has just ended. Ask again.'
      : `This is being done already: job ${id} shows how far it is. Ask again when it has ended.`;
  return new DomainError('job_in_progress', detail);
}
