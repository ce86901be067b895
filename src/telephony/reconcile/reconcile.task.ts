import { JobStore } from '../../jobs/job.store.js';
import { JobTask, type JobTurn } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import { RegisteredTask } from '../../queue/queue-task.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { PlanExecutor } from './plan-executor.js';
import type { ReconcilePlan } from './reconcile-plan.js';
import { Reconciler } from './reconciler.js';

/** Kind of the jobs that reconcile an account on request. */
export const RECONCILE = 'reconcile';

export interface ReconcileParameters {
  /** What is to be done; null to compare and follow the drift policy. */
  plan: ReconcilePlan | null;
}

/** Reconciles an account because somebody asked for it. */
@RegisteredTask()
export class ReconcileTask extends JobTask<ReconcileParameters> {
  readonly taskName = RECONCILE;

  constructor(
    jobs: JobStore,
    private readonly accounts: BackgroundAccountReader,
    private readonly reconciler: Reconciler,
    private readonly executor: PlanExecutor,
  ) {
    super(jobs);
  }

  protected async work(job: JobRow<ReconcileParameters>, signal: AbortSignal): Promise<JobTurn> {
    const account = job.subject_id === null ? null : await this.accounts.find(job.subject_id, null);
    if (!account) return { kind: 'failed', message: 'The configuration was deleted.' };
    if (account.isParked) return { kind: 'failed', message: 'The configuration was parked. Nothing more was done.' };
    if (job.parameters.plan) return this.executor.work(job, account, job.parameters.plan, signal);
    const result = await this.reconciler.run(account, signal);
    if (result.kind === 'failed') return { kind: 'failed', message: result.message };
    await this.jobs.advance(job.id, { counts: result.counts });
    return { kind: 'done' };
  }
}
