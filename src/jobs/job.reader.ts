import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../auth/organization-id.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { Page } from '../common/pagination/page.js';
import { CursorCodec } from '../crypto/cursor-codec.js';
import { Database } from '../database/database.js';
import type { ListJobItemsQueryDto } from './dto/list-job-items.query.dto.js';
import type { ListJobsQueryDto } from './dto/list-jobs.query.dto.js';
import type { JobItemState } from './job-state.js';
import type { CountedJob } from './job.row.js';

/** An item as it is shown; its position is what pages are counted by. */
export interface JobItemRow {
  id: number;
  address: string;
  phone_number_id: number | null;
  state: JobItemState;
  reason: string | null;
  detail: string | null;
}

const COUNTED = `
  SELECT j.id, j.kind, j.subject_id, j.state, j.message, j.created_at, j.started_at, j.finished_at,
         c.succeeded, c.failed, c.pending
    FROM jobs j
   CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE i.state = 'succeeded')::int AS succeeded,
                count(*) FILTER (WHERE i.state = 'failed')::int AS failed,
                count(*) FILTER (WHERE i.state = 'pending')::int AS pending
           FROM job_items i WHERE i.job_id = j.id) c`;

const GET = { name: 'job-get', text: `${COUNTED} WHERE j.organization_id = $1 AND j.id = $2` };

const EXISTS = { name: 'job-exists', text: 'SELECT 1 FROM jobs WHERE organization_id = $1 AND id = $2' };

function listStatement(descending: boolean): { name: string; text: string } {
  const [sign, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  return {
    name: `job-list-${order.toLowerCase()}`,
    text: `${COUNTED}
            WHERE j.organization_id = $1 AND ($2::bigint IS NULL OR j.id ${sign} $2)
              AND ($3::text IS NULL OR j.state = $3) AND ($4::text IS NULL OR j.kind = $4)
            ORDER BY j.id ${order} LIMIT $5`,
  };
}

function itemStatement(descending: boolean): { name: string; text: string } {
  const [sign, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  return {
    name: `job-items-${order.toLowerCase()}`,
    text: `SELECT position AS id, address, phone_number_id, state, reason, detail FROM job_items
            WHERE job_id = $1 AND ($2::int IS NULL OR position ${sign} $2) AND ($3::text IS NULL OR state = $3)
            ORDER BY position ${order} LIMIT $4`,
  };
}

/** Reads jobs and how far they are. */
@Injectable()
export class JobReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `job_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<CountedJob> {
    const [job] = await this.database.query<CountedJob>(GET, [organizationId, id]);
    if (!job) throw jobNotFound();
    return job;
  }

  async list(organizationId: OrganizationId, query: ListJobsQueryDto): Promise<Page<CountedJob>> {
    const scope = `jobs:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const values = [organizationId, start.afterId, query.state ?? null, query.kind ?? null, start.limit + 1];
    const rows = await this.database.query<CountedJob>(listStatement(start.descending), values);
    return this.cursors.page(rows, query, scope);
  }

  /** @throws DomainError `job_not_found` */
  async items(organizationId: OrganizationId, id: number, query: ListJobItemsQueryDto): Promise<Page<JobItemRow>> {
    const [job] = await this.database.query(EXISTS, [organizationId, id]);
    if (!job) throw jobNotFound();
    const scope = `job-items:${organizationId}:${id}`;
    const start = this.cursors.start(query, scope);
    const values = [id, start.afterId, query.state ?? null, start.limit + 1];
    return this.cursors.page(
      await this.database.query<JobItemRow>(itemStatement(start.descending), values),
      query,
      scope,
    );
  }
}

function jobNotFound(): DomainError {
  return new DomainError('job_not_found', 'There is no job with this id in your organization.');
}
