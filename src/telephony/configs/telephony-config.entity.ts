import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import type { DriftPolicy } from './drift-policy.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';

/** One account at one provider. Provider is text: adding a provider changes no schema. */
@Entity('telephony_configurations')
@UniqueConstraint('uq_telephony_configurations_name', ['organizationId', 'nameKey'], {
  code: 'config_name_taken',
  detail: 'Another configuration of this organization has this name. Names differ by more than case and spaces.',
})
@UniqueConstraint('uq_telephony_configurations_account', ['organizationId', 'id', 'provider', 'accountId'], {
  code: 'internal_error',
  detail: 'The id of a new configuration was taken. Ask again.',
})
@UniqueConstraint(
  'uq_telephony_configurations_default_outbound',
  ['organizationId'],
  { code: 'internal_error', detail: 'Two default configurations at once. Ask again.' },
  { where: 'is_default_outbound' },
)
@Check('ck_telephony_configurations_drift_policy', `drift_policy IN ('report', 'repair')`)
@Index('ix_telephony_configurations_reconcile', ['nextReconcileAt'], { where: 'next_reconcile_at IS NOT NULL' })
@Index('ix_telephony_configurations_application', ['provider', 'accountId', 'applicationId'])
@ForeignKey(() => Organization, ['organizationId'], ['id'], {
  name: 'fk_telephony_configurations_organization',
  onDelete: 'CASCADE',
})
export class TelephonyConfig extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 64 })
  name: string;

  /** The name as uniqueness sees it: case folded, white space collapsed. */
  @Column({ type: 'character varying', length: 255 })
  nameKey: string;

  @Column({ type: 'character varying', length: 32 })
  provider: string;

  /** The credential that names the account in an inbound webhook; in clear, because look-ups need it. */
  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  /** The voice application whose URL is ours, for providers that have them; in clear, because sharing is checked by it. */
  @Column({ type: 'character varying', length: 255, nullable: true })
  applicationId: string | null;

  @Column({ type: 'character varying', length: 16 })
  credentialsKeyId: string;

  @Column({ type: 'bytea' })
  credentialsCiphertext: Buffer;

  /** False when inbound webhooks of this account could not be verified. */
  @Column({ type: 'boolean', default: true })
  hasSigningSecret: boolean;

  /** What is done about settings that somebody changed at the carrier. */
  @Column({ type: 'character varying', length: 16, default: 'report' })
  driftPolicy: DriftPolicy;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  nextReconcileAt: Date | null;

  /** When the whole account was last compared with what is stored. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  reconciledAt: Date | null;

  /** Why the last comparison did not come to an end. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  reconcileFault: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  credentialsCheckedAt: Date | null;

  /** Why the carrier did not accept the credentials when it was last asked. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  credentialsFault: string | null;

  /** The second live signing secret during a rotation, sealed like the credentials. */
  @Column({ type: 'character varying', length: 16, nullable: true })
  secondaryKeyId: string | null;

  @Column({ type: 'bytea', nullable: true })
  secondaryCiphertext: Buffer | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  secondaryAddedAt: Date | null;

  @Column({ type: 'boolean', default: false })
  isDefaultOutbound: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  inactiveSince: Date | null;

  @Column({ type: 'character varying', length: 255, nullable: true })
  inactiveReason: string | null;
}
