import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { JobTurn } from '../../jobs/job-task.js';
import { JobTask } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import { JobStore } from '../../jobs/job.store.js';
import { RegisteredTask } from '../../queue/queue-task.js';
import { WorkflowService } from '../../workflows/workflow.service.js';
import { NumberUnbinding } from './number-unbinding.js';
import { NumberWalk } from './number-walk.js';
import { REMOVE_WORKFLOW } from './removal-kinds.js';
import type { RemovalParameters } from './removal.store.js';
import { RemovalStore } from './removal.store.js';

/** Unbinds all numbers of a workflow, gives the carriers their settings back, and at last deletes the workflow. */
@RegisteredTask()
export class RemoveWorkflowTask extends JobTask<RemovalParameters> {
  readonly taskName = REMOVE_WORKFLOW;

  constructor(
    jobs: JobStore,
    private readonly store: RemovalStore,
    private readonly walk: NumberWalk,
    private readonly unbinding: NumberUnbinding,
    private readonly workflows: WorkflowService,
  ) {
    super(jobs);
  }

  protected async work(job: JobRow<RemovalParameters>, signal: AbortSignal): Promise<JobTurn> {
    const turn = await this.walk.go({
      job,
      signal,
      listMore: () => this.store.listMore('workflow', job),
      take: ({ phone_number_id: id }) =>
        this.unbinding.unbind(id ?? 0, job.subject_id ?? 0, job.parameters.override ?? false),
    });
    if (turn) return turn;
    const failed = await this.jobs.failedItems(job.id);
    if (failed > 0) return { kind: 'failed', message: keptMessage(failed) };
    return this.removeWorkflow(job);
  }

  private async removeWorkflow(job: JobRow<RemovalParameters>): Promise<JobTurn> {
    const { organization_id: organizationId, subject_id: id, parameters } = job;
    try {
      const options = { versions: undefined, override: parameters.override ?? false };
      await this.workflows.remove(organizationId as OrganizationId, id ?? 0, options);
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // Somebody else has deleted it, or a worker that died before it could say so.
      if (error.code === 'workflow_not_found') return { kind: 'done' };
      return { kind: 'failed', message: `The workflow was not deleted: ${error.detail}` };
    }
  }
}

function keptMessage(failed: number): string {
  const numbers = failed === 1 ? '1 phone number' : `${failed} phone numbers`;
  return `${numbers} could not be unbound, or not be set back at the carrier, so the workflow stays. Repair what the failed items name, sync those numbers, and delete again.`;
}
