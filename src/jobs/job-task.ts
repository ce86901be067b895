import { Logger } from '@nestjs/common';
import { describeSafely } from '../common/errors/describe-safely.js';
import { QueueTask } from '../queue/queue-task.js';
import type { JobRow } from './job.row.js';
import type { JobStore } from './job.store.js';

/** A worker that says nothing for four times as long has lost its job to another one. */
const HEARTBEAT_MS = 10_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 60 * 60 * 1_000;
/** Turns in a row that may go wrong on our side: that is some twelve hours, in which a defect can be repaired. */
const MAX_FAULTS = 20;

const GIVEN_UP =
  'Something went wrong on our side again and again; it has been logged. What is done stays done. Ask for the rest anew.';

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
  private readonly logger = new Logger(JobTask.name);

  constructor(protected readonly jobs: JobStore) {
    super();
  }

  async run({ job_id: id }: { job_id: number }, signal: AbortSignal): Promise<void> {
    const job = await this.jobs.start<Parameters>(id);
    if (!job) return;
    const heartbeat = setInterval(() => void this.jobs.advance(id).catch(() => undefined), HEARTBEAT_MS);
    try {
      await this.conclude(job, signal.aborted ? { kind: 'more' } : await this.work(job, signal));
    } catch (error) {
      // Not thrown on: the queue would try its own job again beside the one that this job is handed back with.
      if (signal.aborted) await this.jobs.handBack(id, this.taskName);
      else await this.retryLater(job, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** One turn of work. */
  protected abstract work(job: JobRow<Parameters>, signal: AbortSignal): Promise<JobTurn>;

  private async conclude({ id, subject_id: subjectId, progress }: JobRow<Parameters>, turn: JobTurn): Promise<void> {
    if (turn.kind === 'more') {
      if (faultsOf(progress) > 0) await this.jobs.advance(id, { faults: 0 });
      return this.jobs.handBack(id, this.taskName, turn.at);
    }
    if (turn.kind === 'listed') {
      await this.jobs.markListed(id);
      if (subjectId !== null) await this.jobs.finishSettled(subjectId);
      return;
    }
    await this.jobs.finish(id, turn.kind === 'failed' ? turn.message : null);
  }

  private async retryLater({ id, progress }: JobRow<Parameters>, error: unknown): Promise<void> {
    const faults = faultsOf(progress) + 1;
    this.logger.warn({ jobId: id, task: this.taskName, faults, ...describeSafely(error) }, 'A turn of a job failed');
    if (faults >= MAX_FAULTS) return this.jobs.finish(id, GIVEN_UP);
    await this.jobs.advance(id, { faults });
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** (faults - 1), LONGEST_RETRY_MS);
    await this.jobs.handBack(id, this.taskName, new Date(Date.now() + delayMs));
  }
}

/** How many turns in a row went wrong on our side. */
function faultsOf(progress: Record<string, unknown>): number {
  return (progress['faults'] as number | undefined) ?? 0;
}
