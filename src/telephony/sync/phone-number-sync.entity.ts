import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
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
@Index('ix_phone_number_syncs_pending', ['phoneNumberId'], { where: `state = 'pending'` })
@ForeignKey(() => PhoneNumber, ['phoneNumberId'], ['id'], {
  name: 'fk_phone_number_syncs_phone_number',
  onDelete: 'CASCADE',
})
export class PhoneNumberSync {
  @PrimaryColumn({ type: 'bigint' })
  phoneNumberId: number;

  @Column({ type: 'character varying', length: 16 })
  state: SyncState;

  /** Stable code of what is wrong. */
  @Column({ type: 'character varying', length: 64, nullable: true })
  reason: string | null;

  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastAttemptAt: Date | null;

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

  /** Who is working on it; nobody when `leaseUntil` is past. */
  @Column({ type: 'uuid', nullable: true })
  leaseToken: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  leaseUntil: Date | null;
}
