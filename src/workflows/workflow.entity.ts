import { Column, Entity, ForeignKey } from 'typeorm';
import { Organization } from '../auth/organizations/organization.entity.js';
import { BaseColumns } from '../common/persistence/base-columns.js';
import { UniqueConstraint } from '../common/persistence/unique-constraint.js';
import type { AnyTarget } from './targets/any-target.js';

/** What answers: a named target that an inbound call is handed to. */
@Entity('workflows')
@UniqueConstraint('uq_workflows_organization_id', ['organizationId', 'id'], {
  code: 'internal_error',
  detail: 'The id of a new workflow was taken. Ask again.',
})
@ForeignKey(() => Organization, ['organizationId'], ['id'], { name: 'fk_workflows_organization', onDelete: 'CASCADE' })
export class Workflow extends BaseColumns {
  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 64 })
  name: string;

  @Column({ type: 'jsonb' })
  target: AnyTarget;

  /** Takes the call when the target fails. */
  @Column({ type: 'jsonb', nullable: true })
  fallbackTarget: AnyTarget | null;

  @Column({ type: 'boolean', default: true })
  isActive: boolean;

  /** The signing secrets, sealed; null for a workflow of before that nobody has asked for them. */
  @Column({ type: 'character varying', length: 16, nullable: true })
  signingKeyId: string | null;

  @Column({ type: 'bytea', nullable: true })
  signingCiphertext: Buffer | null;
}
