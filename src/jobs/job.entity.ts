import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Organization } from '../auth/organizations/organization.entity.js';
import { BaseColumns } from '../common/persistence/base-columns.js';
import { UniqueConstraint } from '../common/persistence/unique-constraint.js';
import type { JobState } from './job-state.js';

/** Work on many things that goes on after the request that asked for it. */
@Entity('jobs')
@Check('ck_jobs_state', `state IN ('queued', 'running', 'succeeded', 'failed')`)
@Index('ix_jobs_organization', ['organizationId', 'id'])
@Index('ix_jobs_unfinished', ['kind', 'subjectId'], { where: 'finished_at IS NULL' })
@UniqueConstraint(
  'uq_jobs_at_work',
  ['kind', 'subjectId'],
  {
    code: 'job_in_progress',
    detail: 'This is being done already. Look at GET /jobs, and ask again when it has ended.',
  },
  { where: `finished_at IS NULL AND NOT progress ? 'is_listed'` },
)
@ForeignKey(() => Organization, ['organizationId'], ['id'], { name: 'fk_jobs_organization', onDelete: 'CASCADE' })
export class Job extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 32 })
  kind: string;

  /** The configuration or workflow that it is about; it may be gone by now. */
  @Column({ type: 'bigint', nullable: true })
  subjectId: number | null;

  @Column({ type: 'character varying', length: 16, default: 'queued' })
  state: JobState;

  /** What was asked for. */
  @Column({ type: 'jsonb', default: {} })
  parameters: Record<string, unknown>;

  /** Where it has got to, for the one who takes it up after a crash. */
  @Column({ type: 'jsonb', default: {} })
  progress: Record<string, unknown>;

  /** How it ended, or why it cannot go on, in a sentence. */
  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  finishedAt: Date | null;
}
