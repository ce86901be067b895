import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Organization } from '../auth/organizations/organization.entity.js';

/** A request that was made with an `Idempotency-Key`, and its first answer once there is one. */
@Entity('idempotency_keys')
@Index('ix_idempotency_keys_expires_at', ['expiresAt'])
@ForeignKey(() => Organization, ['organizationId'], ['id'], {
  name: 'fk_idempotency_keys_organization',
  onDelete: 'CASCADE',
})
export class IdempotencyKey {
  @PrimaryColumn({ type: 'bigint' })
  organizationId: number;

  @PrimaryColumn({ type: 'character varying', length: 255 })
  key: string;

  /** SHA-256 of method, path and body. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ type: 'integer', nullable: true })
  responseStatus: number | null;

  @Column({ type: 'character varying', length: 16, nullable: true })
  responseKeyId: string | null;

  /** Sealed: answers can hold secrets that are shown once. */
  @Column({ type: 'bytea', nullable: true })
  responseCiphertext: Buffer | null;

  /** Until then the request counts as running. */
  @Column({ type: 'timestamp with time zone', precision: 3 })
  lockedUntil: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  expiresAt: Date;
}
