import type { OrganizationId } from '../auth/organization-id.js';

/** How many numbers are bound to a workflow. Answered by the floor above, which knows what a number is. */
export abstract class WorkflowUsage {
  abstract count(organizationId: OrganizationId, workflowId: number): Promise<number>;
}
