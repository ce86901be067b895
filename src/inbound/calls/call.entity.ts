import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import type { CallState } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { RefusalReason } from '../dispatch/refusal-reason.js';
import type { CallOutcome } from './call-record.js';

/**
 * An inbound call, once for the configuration that it came to. Outlives number, workflow and configuration, which is why
 * it only names them. No index has a column that changes after the insert.
 */
@Entity('calls')
@UniqueConstraint('uq_calls_call', ['callId', 'telephonyConfigurationId'], {
  code: 'internal_error',
  detail: 'The call was recorded twice at once. Ask again.',
})
@Check('ck_calls_outcome', `outcome IN ('answered', 'refused') AND (outcome = 'refused') = (reason IS NOT NULL)`)
@ForeignKey(() => Organization, ['organizationId'], ['id'], { name: 'fk_calls_organization', onDelete: 'CASCADE' })
@Index('ix_calls_organization', ['organizationId', 'receivedAt', 'id', 'outcome', 'isStale'])
@Index('ix_calls_phone_number', ['phoneNumberId', 'receivedAt', 'id', 'outcome', 'isStale'], {
  where: 'phone_number_id IS NOT NULL',
})
@Index('ix_calls_configuration', ['telephonyConfigurationId', 'receivedAt', 'id'])
@Index('ix_calls_workflow', ['workflowId', 'receivedAt', 'id'], { where: 'workflow_id IS NOT NULL' })
@Index('ix_calls_from', ['organizationId', 'fromAddress', 'receivedAt'])
@Index('ix_calls_to', ['organizationId', 'toAddress', 'receivedAt'])
@Index('ix_calls_refused', ['organizationId', 'receivedAt', 'id'], { where: `outcome = 'refused'` })
@Index('ix_calls_stale', ['organizationId', 'receivedAt', 'id'], { where: 'is_stale' })
export class Call {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'BY DEFAULT' })
  id: number;

  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'bigint' })
  telephonyConfigurationId: number;

  @Column({ type: 'bigint', nullable: true })
  phoneNumberId: number | null;

  @Column({ type: 'bigint', nullable: true })
  workflowId: number | null;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  receivedAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column({ type: 'integer', nullable: true })
  phoneNumberVersion: number | null;

  @Column({ type: 'integer', nullable: true })
  workflowVersion: number | null;

  @Column({ type: 'integer', nullable: true })
  durationSeconds: number | null;

  @Column({ type: 'real' })
  latencyMs: number;

  @Column({ type: 'real' })
  marginMs: number;

  @Column({ type: 'boolean' })
  usedFallback: boolean;

  @Column({ type: 'boolean' })
  isStale: boolean;

  @Column({ type: 'character varying', length: 16 })
  outcome: CallOutcome;

  @Column({ type: 'character varying', length: 64, nullable: true })
  reason: RefusalReason | null;

  @Column({ type: 'character varying', length: 16, nullable: true })
  target: AnyTarget['type'] | null;

  /** What was last heard of it; null when nothing was. */
  @Column({ type: 'character varying', length: 16, nullable: true })
  state: CallState | null;

  @Column({ type: 'character varying', length: 32 })
  provider: string;

  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  /** The carrier's. */
  @Column({ type: 'character varying', length: 255 })
  callId: string;

  @Column({ type: 'character varying', length: 255 })
  toAddress: string;

  @Column({ type: 'character varying', length: 255 })
  fromAddress: string;
}
