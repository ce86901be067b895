import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { BaseColumns } from '../../common/persistence/base-columns.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import { Organization } from '../organizations/organization.entity.js';
import type { Scope } from '../scope.js';

/** A key of an organization. The secret is not here: only its SHA-256, which for 256 random bits is as good as one. */
@Entity('api_keys')
@UniqueConstraint('uq_api_keys_hash', ['hash'], {
  code: 'internal_error',
  detail: 'Two random keys were equal. Ask again.',
})
@Index('ix_api_keys_organization', ['organizationId', 'id'])
@ForeignKey(() => Organization, ['organizationId'], ['id'], { name: 'fk_api_keys_organization', onDelete: 'CASCADE' })
export class ApiKey extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 64 })
  name: string;

  /** The beginning of the key, to recognise it by. */
  @Column({ type: 'character varying', length: 16 })
  prefix: string;

  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ type: 'text', array: true })
  scopes: Scope[];

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastUsedAt: Date | null;
}
