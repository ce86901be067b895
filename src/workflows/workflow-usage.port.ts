import type { OrganizationId } from '../auth/organization-id.js';
import type { RemovalPlanDto } from '../common/http/removal-plan.dto.js';

/** What a change of a workflow may rely on. */
export interface WorkflowChangeOptions {
  /** The versions that the client accepts, from `If-Match`; undefined for any. */
  versions: readonly number[] | undefined;
  /** Whether route assertions may break. */
  override: boolean;
}

/** What hangs on a workflow. Answered by the floor above, which knows what a number is. */
export abstract class WorkflowUsage {
  /** How many numbers are bound to it. */
  abstract count(organizationId: OrganizationId, workflowId: number): Promise<number>;

  /** What {@link startRemoval} would do. */
  abstract removalPlan(organizationId: OrganizationId, workflowId: number): Promise<RemovalPlanDto>;

  /**
   * Starts the job that unbinds all its numbers and then deletes the workflow.
   * @returns the job; null when no number is bound
   * @throws DomainError `job_in_progress`, `version_mismatch`
   */
  abstract startRemoval(
    organizationId: OrganizationId,
    workflowId: number,
    options: WorkflowChangeOptions,
  ): Promise<number | null>;
}
