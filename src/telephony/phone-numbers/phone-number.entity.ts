import { Column, Entity, ForeignKey, Index } from 'typeorm';
import type { AddressType } from '../../common/address/canonical-address.js';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import { Workflow } from '../../workflows/workflow.entity.js';
import { TelephonyConfig } from '../configs/telephony-config.entity.js';
import { TelephonyTrunk } from '../trunks/telephony-trunk.entity.js';

export const INBOUND_KEY_CONSTRAINT = 'uq_phone_numbers_inbound_key';
export const INBOUND_WORKFLOW_CONSTRAINT = 'fk_phone_numbers_inbound_workflow';
export const TRUNK_CONSTRAINT = 'fk_phone_numbers_telephony_trunk';
export const CONFIGURATION_CONSTRAINT = 'fk_phone_numbers_telephony_configuration';

/** One address under one configuration. The database, not this code, makes sure that its inbound key has one owner. */
@Entity('phone_numbers')
@UniqueConstraint(INBOUND_KEY_CONSTRAINT, ['provider', 'accountId', 'addressNormalized'], {
  code: 'phone_number_taken',
  detail: 'This number is already registered for this account by another organization.',
})
@UniqueConstraint(
  'uq_phone_numbers_default_caller_id',
  ['telephonyConfigurationId'],
  { code: 'internal_error', detail: 'Two default caller ids at once. Ask again.' },
  { where: 'is_default_caller_id' },
)
@Index('ix_phone_numbers_telephony_configuration', ['organizationId', 'telephonyConfigurationId', 'id'])
@Index('ix_phone_numbers_organization', ['organizationId', 'id'])
@Index('ix_phone_numbers_inbound_workflow', ['organizationId', 'inboundWorkflowId'])
@Index('ix_phone_numbers_organization_address', ['organizationId', 'addressNormalized'])
// Of the last seven digits, which the ORM cannot describe; the migration makes it.
@Index('ix_phone_numbers_organization_suffix', { synchronize: false })
// Only of numbers that calls can show, and one of them by bytes, which the ORM cannot describe either.
@Index('ix_phone_numbers_caller_id', { synchronize: false })
@Index('ix_phone_numbers_caller_id_country', { synchronize: false })
@ForeignKey(
  () => TelephonyConfig,
  ['organizationId', 'telephonyConfigurationId', 'provider', 'accountId'],
  ['organizationId', 'id', 'provider', 'accountId'],
  { name: CONFIGURATION_CONSTRAINT, onUpdate: 'CASCADE' },
)
@Index('ix_phone_numbers_telephony_trunk', ['telephonyTrunkId'], { where: 'telephony_trunk_id IS NOT NULL' })
@ForeignKey(
  () => TelephonyTrunk,
  ['organizationId', 'telephonyConfigurationId', 'telephonyTrunkId'],
  ['organizationId', 'telephonyConfigurationId', 'id'],
  { name: TRUNK_CONSTRAINT },
)
@ForeignKey(() => Workflow, ['organizationId', 'inboundWorkflowId'], ['organizationId', 'id'], {
  name: INBOUND_WORKFLOW_CONSTRAINT,
})
export class PhoneNumber extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'bigint' })
  telephonyConfigurationId: number;

  @Column({ type: 'character varying', length: 32 })
  provider: string;

  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  /** As typed, for display only. */
  @Column({ type: 'character varying', length: 255 })
  address: string;

  @Column({ type: 'character varying', length: 255 })
  addressNormalized: string;

  @Column({ type: 'character varying', length: 16 })
  addressType: AddressType;

  @Column({ type: 'character', length: 2, nullable: true })
  countryCode: string | null;

  @Column({ type: 'character varying', length: 64, nullable: true })
  label: string | null;

  @Column({ type: 'bigint', nullable: true })
  inboundWorkflowId: number | null;

  @Column({ type: 'bigint', nullable: true })
  telephonyTrunkId: number | null;

  @Column({ type: 'boolean', default: true })
  isActive: boolean;

  @Column({ type: 'boolean', default: false })
  isDefaultCallerId: boolean;

  @Column({ type: 'jsonb', default: {} })
  extraMetadata: Record<string, unknown>;
}
