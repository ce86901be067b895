import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { CronItem, Runner, TaskList } from 'graphile-worker';
import { Logger as WorkerLogger, parseCronItems, run } from 'graphile-worker';
import { Pool } from 'pg';
import { describeSafely } from '../common/errors/describe-safely.js';
import { AppConfig } from '../config/app-config.js';
import { QUEUE_TASK, QueueTask } from './queue-task.js';

/** Jobs at once in this process. They wait for carriers most of the time. */
const CONCURRENCY = 16;
const CONNECTIONS = 4;
/** For jobs whose time comes; those that are due at once are announced by the database. */
const POLL_INTERVAL_MS = 1_000;
/** How long running jobs may go on after a stop was asked for before they are told. */
const ABORT_AFTER_MS = 500;
/** Until a queue that has stopped by itself is started again. */
const RESTART_DELAY_MS = 1_000;

/** Runs the jobs of the queue in this process. Replicas share them. */
@Injectable()
export class QueueRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueRunner.name);
  private readonly pool: Pool;
  private readonly stopping = new AbortController();
  private runner: Runner | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    config: AppConfig,
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {
    const { url } = config.database;
    this.pool = new Pool({ connectionString: url, max: CONNECTIONS, application_name: 'dialplane-queue' });
    // A connection that is lost while it is idle is replaced by the next one.
    this.pool.on('error', (error) => this.logger.debug(describeSafely(error), 'A connection of the queue was lost'));
    this.pool.on('connect', (client) => void client.on('error', () => undefined));
  }

  async onApplicationBootstrap(): Promise<void> {
    const tasks = this.tasks();
    this.runner = await this.start(tasks);
    this.running = this.keepRunning(tasks);
  }

  /** Whether this process takes jobs. */
  get isRunning(): boolean {
    return this.runner !== null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.runner?.stop().catch((error: unknown) => {
      this.logger.warn(describeSafely(error), 'The queue could not be stopped in order; its jobs are taken up again');
    });
    await this.running;
    await this.pool.end();
  }

  private start(tasks: readonly QueueTask[]): Promise<Runner> {
    const scheduled: CronItem[] = tasks.flatMap(({ taskName, schedule }) =>
      schedule === null ? [] : [{ task: taskName, match: schedule, options: { jobKey: `scheduled:${taskName}` } }],
    );
    return run({
      // Without a batch, a job whose end cannot be stored is a rejection that nobody handles, which ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      pgPool: this.pool,
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL_MS,
      gracefulShutdownAbortTimeout: ABORT_AFTER_MS,
      noHandleSignals: true,
      taskList: this.taskList(tasks),
      parsedCronItems: parseCronItems(scheduled),
      // It logs payloads and raw errors; what an operator must know is said by the tasks.
      logger: new WorkerLogger(() => (level, message) => this.logger.debug(`queue ${level}: ${message.slice(0, 200)}`)),
    });
  }

  /** The queue ends when the database is away just as a job ends; it is started again until the service stops. */
  private async keepRunning(tasks: readonly QueueTask[]): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await this.runner?.promise.catch(() => undefined);
      if (this.runner && !signal.aborted) this.logger.warn('The queue has stopped; it is started again');
      this.runner = null;
      await sleep(RESTART_DELAY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.runner = await this.start(tasks).catch(() => null);
      if (signal.aborted) return this.runner?.stop();
    }
  }

  private tasks(): QueueTask[] {
    const found = this.discovery.getProviders().flatMap(({ instance, metatype }): QueueTask[] => {
      if (!metatype || this.reflector.get<boolean | undefined>(QUEUE_TASK, metatype) !== true) return [];
      if (instance instanceof QueueTask) return [instance as QueueTask];
      throw new Error(`${metatype.name} is marked as a task and must extend QueueTask`);
    });
    const names = found.map(({ taskName }) => taskName);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`Two tasks are called "${twice}": rename one of them`);
    return found;
  }

  private taskList(tasks: readonly QueueTask[]): TaskList {
    return Object.fromEntries(
      tasks.map((task) => [
        task.taskName,
        async (payload: unknown, { abortSignal }: { abortSignal: AbortSignal }): Promise<void> => {
          try {
            await task.run(payload as object, abortSignal);
          } catch (error) {
            this.logger.warn({ task: task.taskName, ...describeSafely(error) }, 'A job failed; it is tried again');
            throw error;
          }
        },
      ]),
    );
  }
}
