import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { RemovalPlanDto } from '../../common/http/removal-plan.dto.js';
import { Database } from '../../database/database.js';
import type { WorkflowChangeOptions } from '../../workflows/workflow-usage.port.js';
import { WorkflowUsage } from '../../workflows/workflow-usage.port.js';
import { RemovalStore } from '../removal/removal.store.js';

const COUNT = {
  name: 'workflow-usage-count',
  text: 'SELECT count(*)::int AS bound FROM phone_numbers WHERE organization_id = $1 AND inbound_workflow_id = $2',
};

/** Tells the floor below what numbers a workflow has, and takes them away from it. */
@Injectable()
export class PhoneNumberWorkflowUsage extends WorkflowUsage {
  constructor(
    private readonly database: Database,
    private readonly removals: RemovalStore,
  ) {
    super();
  }

  async count(organizationId: OrganizationId, workflowId: number): Promise<number> {
    const [row] = await this.database.query<{ bound: number }>(COUNT, [organizationId, workflowId]);
    return row?.bound ?? 0;
  }

  removalPlan(organizationId: OrganizationId, workflowId: number): Promise<RemovalPlanDto> {
    return this.removals.plan('workflow', organizationId, workflowId);
  }

  startRemoval(
    organizationId: OrganizationId,
    workflowId: number,
    options: WorkflowChangeOptions,
  ): Promise<number | null> {
    return this.removals.start('workflow', organizationId, workflowId, options);
  }
}
