import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { WorkflowUsage } from '../../workflows/workflow-usage.port.js';

const COUNT = {
  name: 'workflow-usage-count',
  text: 'SELECT count(*)::int AS bound FROM phone_numbers WHERE organization_id = $1 AND inbound_workflow_id = $2',
};

/** Tells the floor below how many numbers a workflow has. */
@Injectable()
export class PhoneNumberWorkflowUsage extends WorkflowUsage {
  constructor(private readonly database: Database) {
    super();
  }

  async count(organizationId: OrganizationId, workflowId: number): Promise<number> {
    const [row] = await this.database.query<{ bound: number }>(COUNT, [organizationId, workflowId]);
    return row?.bound ?? 0;
  }
}
