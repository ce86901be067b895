import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';
import type { OwnValues } from '../../provider-sync/sync/settings-memory.js';
import { PhoneNumber } from '../phone-numbers/phone-number.entity.js';
import type { SyncState } from './sync-state.js';

/**
 * What the carrier was last known to do with a number, and what it did before us. A table of its own, so that the
 * outcome of a sync changes neither the number's version nor its row.
 */
@Entity('phone_number_syncs')
@Check(
  'ck_phone_number_syncs_state',
  `state IN ('not_applicable', 'pending', 'in_sync', 'drifted', 'failed', 'detached')`,
)
@Index('ix_phone_number_syncs_due', ['telephonyConfigurationId', 'nextAttemptAt'], {
  where: 'next_attempt_at IS NOT NULL',
})
@ForeignKey(() => PhoneNumber, ['phoneNumberId'], ['id'], {
  name: 'fk_phone_number_syncs_phone_number',
  onDelete: 'CASCADE',
})
export class PhoneNumberSync {
  @PrimaryColumn({ type: 'bigint' })
  phoneNumberId: number;

  /** Of the number, which never changes it. Due numbers are taken up by configuration. */
  @Column({ type: 'bigint' })
  telephonyConfigurationId: number;

  @Column({ type: 'character varying', length: 16 })
  state: SyncState;

  /** Stable code of what is wrong. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  reason: string | null;

  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** When the last attempt ended, or began while it runs. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastAttemptAt: Date | null;

  /** When the number is due to be synced; null when nothing is to be done until something changes. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  /** Goes up whenever the wanted state changes; an attempt for an older revision does not conclude. */
  @Column({ type: 'integer', default: 1 })
  wantedRevision: number;

  /** Whether the client accepted that an application shared with others changes hands. */
  @Column({ type: 'boolean', default: false })
  sharedConfirmed: boolean;

  /** The carrier's settings before us. */
  @Column({ type: 'jsonb', nullable: true })
  savedSettings: RemoteSettings | null;

  /** The values that are ours, by field. */
  @Column({ type: 'jsonb', nullable: true })
  appliedSettings: OwnValues | null;

  /** The carrier's settings as they were last read, not necessarily by us alone. */
  @Column({ type: 'jsonb', nullable: true })
  observedSettings: RemoteSettings | null;

  /** When the carrier last showed the number in the account. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  seenAt: Date | null;

  /** Since when the carrier does not show the number in the account any more. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  goneAt: Date | null;

  /** What differed at the carrier when the number was found drifted. */
  @Column({ type: 'jsonb', nullable: true })
  drift: SettingDifference[] | null;

  /** Whether we created the number at the carrier, and so remove it there. */
  @Column({ type: 'boolean', default: false })
  isProvisioned: boolean;

  /** Who is working on it; nobody when `leaseUntil` is past. */
  @Column({ type: 'uuid', nullable: true })
  leaseToken: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  leaseUntil: Date | null;
}
