import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Organization } from '../../auth/organizations/organization.entity.js';
import { RaisedConstraint } from '../../common/persistence/raised-constraint.js';
import { UniqueConstraint } from '../../common/persistence/unique-constraint.js';
import { ROUTE_ASSERTION_CONSTRAINT, routeAssertionFailed } from '../../workflows/assertions/route-assertion.rule.js';
import { Workflow } from '../../workflows/workflow.entity.js';

export const ASSERTED_WORKFLOW_CONSTRAINT = 'fk_route_assertions_workflow';

/** An expectation: calls to this number are answered by this workflow. Triggers of the database keep it. */
@Entity('route_assertions')
@UniqueConstraint('uq_route_assertions_number', ['organizationId', 'provider', 'accountId', 'addressNormalized'], {
  code: 'route_assertion_exists',
  detail: 'There is a route assertion for this number already. Delete it first to expect something else.',
})
@RaisedConstraint(ROUTE_ASSERTION_CONSTRAINT, routeAssertionFailed)
@Index('ix_route_assertions_workflow', ['organizationId', 'workflowId'])
@Index('ix_route_assertions_organization', ['organizationId', 'id'])
@ForeignKey(() => Organization, ['organizationId'], ['id'], {
  name: 'fk_route_assertions_organization',
  onDelete: 'CASCADE',
})
@ForeignKey(() => Workflow, ['organizationId', 'workflowId'], ['organizationId', 'id'], {
  name: ASSERTED_WORKFLOW_CONSTRAINT,
  onDelete: 'CASCADE',
})
export class RouteAssertion {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'BY DEFAULT' })
  id: number;

  @CreateDateColumn({ type: 'timestamp with time zone', precision: 3 })
  createdAt: Date;

  @Column({ type: 'bigint' })
  organizationId: number;

  @Column({ type: 'character varying', length: 32 })
  provider: string;

  @Column({ type: 'character varying', length: 255 })
  accountId: string;

  @Column({ type: 'character varying', length: 255 })
  addressNormalized: string;

  @Column({ type: 'bigint' })
  workflowId: number;

  @Column({ type: 'character varying', length: 64, nullable: true })
  label: string | null;
}
