import { describeSafely } from '../common/errors/describe-safely.js';
import { QueueTask } from '../queue/queue-task.js';
import type { JobRow } from './job.row.js';
import type { JobStore } from './job.store.js';

/** How a turn of work on a job ended. */
export type JobTurn =
  /** Nothing is left to do. */
  | { kind: 'done' }
  /** All items are known, and others report how they end. */
  | { kind: 'listed' }
  /** There is more to do, now or later. */
  | { kind: 'more'; at?: Date }
  /** The job as a whole cannot be done. */
  | { kind: 'failed'; message: string };

/** Works on jobs of one kind. Started again after a crash, it goes on where the stored progress says. */
export abstract class JobTask<Parameters extends object = object> extends QueueTask<{ job_id: number }> {
  constructor(protected readonly jobs: JobStore) {
    super();
  }

  async run({ job_id: id }: { job_id: number }, signal: AbortSignal): Promise<void> {
    const job = await this.jobs.start<Parameters>(id);
    if (!job) return;
    try {
      await this.conclude(job, signal.aborted ? { kind: 'more' } : await this.work(job, signal));
    } catch (error) {
      await this.jobs.handBack(id, this.taskName, new Date(Date.now() + RETRY_DELAY_MS));
      throw new Error(`Job ${id} is tried again: ${JSON.stringify(describeSafely(error))}`, { cause: error });
    }
  }

  /** One turn of work. Long ones call `jobs.advance` at least every ten seconds. */
  protected abstract work(job: JobRow<Parameters>, signal: AbortSignal): Promise<JobTurn>;

  private async conclude({ id, subject_id: subjectId }: JobRow<Parameters>, turn: JobTurn): Promise<void> {
    if (turn.kind === 'more') return this.jobs.handBack(id, this.taskName, turn.at);
    if (turn.kind === 'listed') {
      await this.jobs.markListed(id);
      if (subjectId !== null) await this.jobs.finishSettled(subjectId);
      return;
    }
    await this.jobs.finish(id, turn.kind === 'failed' ? turn.message : null);
  }
}

const RETRY_DELAY_MS = 15_000;
