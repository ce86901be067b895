import { JobQueue } from '../queue/job-queue.js';
import { QueueTask, RegisteredTask } from '../queue/queue-task.js';
import { JobStore } from './job.store.js';

/** Every minute, takes up jobs that a killed process has left. */
@RegisteredTask()
export class JobSweepTask extends QueueTask {
  readonly taskName = 'job-sweep';
  override readonly schedule = '* * * * *';

  constructor(
    private readonly jobs: JobStore,
    private readonly queue: JobQueue,
  ) {
    super();
  }

  async run(): Promise<void> {
    for (const { id, kind } of await this.jobs.unattended()) {
      await this.queue.add({ task: kind, payload: { job_id: id }, key: `job:${id}` });
    }
  }
}
