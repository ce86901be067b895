import { Check, Column, Entity, ForeignKey } from 'typeorm';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import type { TrunkSettings } from '../../provider-sync/contract/trunk.strategy.js';
import { TelephonyConfig } from '../configs/telephony-config.entity.js';

/** A named carrier path of a configuration whose provider has them. */
@Entity('telephony_trunks')
@UniqueConstraint('uq_telephony_trunks_name', ['telephonyConfigurationId', 'nameKey'], {
  code: 'trunk_name_taken',
  detail: 'Another trunk of this configuration has this name. Names differ by more than case and spaces.',
})
@UniqueConstraint('uq_telephony_trunks_configuration', ['organizationId', 'telephonyConfigurationId', 'id'], {
  code: 'internal_error',
  detail: 'The id of a new trunk was taken. Ask again.',
})
@Check('ck_telephony_trunks_sync_state', `sync_state IN ('pending', 'in_sync', 'failed', 'detached')`)
@ForeignKey(() => TelephonyConfig, ['telephonyConfigurationId'], ['id'], {
  name: 'fk_telephony_trunks_configuration',
  onDelete: 'CASCADE',
})
export class TelephonyTrunk extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'bigint' })
  telephonyConfigurationId: number;

  @Column({ type: 'character varying', length: 64 })
  name: string;

  /** The name as uniqueness sees it: case folded, white space collapsed. */
  @Column({ type: 'character varying', length: 255 })
  nameKey: string;

  @Column({ type: 'jsonb' })
  settings: TrunkSettings;

  @Column({ type: 'boolean', default: true })
  isActive: boolean;

  /** The carrier's id of the trunk; null until it was created there. */
  @Column({ type: 'character varying', length: 255, nullable: true })
  externalId: string | null;

  /** Whether the carrier was ever asked to make it. Until its id is known it can be there under its name. */
  @Column({ type: 'boolean', default: false })
  mayExist: boolean;

  @Column({ type: 'character varying', length: 16, default: 'pending' })
  syncState: 'pending' | 'in_sync' | 'failed' | 'detached';

  @Column({ type: 'character varying', length: 64, nullable: true })
  syncReason: string | null;

  @Column({ type: 'text', nullable: true })
  syncMessage: string | null;

  /** Counts the changes that the carrier must be told of, so that an attempt knows whether it is still wanted. */
  @Column({ type: 'integer', default: 1 })
  wantedRevision: number;

  /** It is not tried again by itself before; null for at once. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  /** Of the attempt that runs; of none when `leaseUntil` is past. */
  @Column({ type: 'uuid', nullable: true })
  leaseToken: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  leaseUntil: Date | null;
}
