import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';

export const QUEUE_TASK = 'dialplane:queue-task';

/** What runs when a job of its name is due. Delivery is at least once, so running again must do no harm. */
export abstract class QueueTask<Payload extends object = object> {
  /** Name of the jobs it runs, kebab-case. Stored with every job, so it is never renamed. */
  abstract readonly taskName: string;

  /** When it runs without being asked, in the syntax of crontab (UTC); null when it only runs on request. */
  readonly schedule: string | null = null;

  /**
   * @param signal is aborted when the service stops: what is left must be left in a state that can be taken up again
   * @throws whatever went wrong; the job is tried again later
   */
  abstract run(payload: Payload, signal: AbortSignal): Promise<void>;
}

/** Marks a {@link QueueTask}, so that the runner finds it. */
export const RegisteredTask = (): ClassDecorator => applyDecorators(Injectable(), SetMetadata(QUEUE_TASK, true));
