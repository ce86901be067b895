import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { BaseColumns } from '../../common/persistence/base-columns.js';
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

  @Column({ type: 'boolean', default: false })
  isDefaultOutbound: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  inactiveSince: Date | null;

  @Column({ type: 'character varying', length: 255, nullable: true })
  inactiveReason: string | null;
}
