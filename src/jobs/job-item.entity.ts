import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { JobItemState } from './job-state.js';
import { Job } from './job.entity.js';

/** One of the things that a job works on, and how that ended. */
@Entity('job_items')
@Check('ck_job_items_state', `state IN ('pending', 'succeeded', 'failed')`)
@Index('ix_job_items_pending_number', ['phoneNumberId'], { where: `state = 'pending'` })
@Index('ix_job_items_state', ['jobId', 'state', 'position'])
@ForeignKey(() => Job, ['jobId'], ['id'], { name: 'fk_job_items_job', onDelete: 'CASCADE' })
export class JobItem {
  @PrimaryColumn({ type: 'bigint' })
  jobId: number;

  @PrimaryColumn({ type: 'integer' })
  position: number;

  @Column({ type: 'character varying', length: 255 })
  address: string;

  /** The number, once it is registered. It may be gone by now. */
  @Column({ type: 'bigint', nullable: true })
  phoneNumberId: number | null;

  @Column({ type: 'character varying', length: 16, default: 'pending' })
  state: JobItemState;

  /** Stable code of how it ended, where there is something to say. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  reason: string | null;

  @Column({ type: 'text', nullable: true })
  detail: string | null;
}
