import { Injectable, Logger } from '@nestjs/common';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { isDatabaseUnavailable } from '../../common/persistence/database-unavailable.js';
import { DatabaseOutage } from './database-outage.js';
import { RouteClock } from './route-clock.js';
import { READ_TIMEOUT_MS } from './route-reader.js';
import type { Awaitable } from './route-table.js';
import type { Freshness } from './routes.js';

/** A question to the database, and what can be said without it. */
export interface Question<T> {
  /** Equal ones that are asked at the same time are asked once. */
  key: string;
  read: () => Promise<T>;
  lastKnown: () => T;
}

/** Asks the database for what is not in memory, for no longer than a call can wait. Never throws. */
@Injectable()
export class RouteReads {
  private readonly logger = new Logger(RouteReads.name);
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly outage: DatabaseOutage,
    private readonly clock: RouteClock,
  ) {}

  ask<T extends { freshness: Freshness }>(question: Question<T>): Awaitable<T> {
    if (!this.outage.isOn) return this.patiently(question);
    const known = question.lastKnown();
    if (!this.outage.admitsProbe()) return known;
    if (known.freshness === 'unavailable') return this.patiently(question);
    // Nobody waits for a database that was away a moment ago, as long as there is an answer.
    this.once(question).catch(() => undefined);
    return known;
  }

  private patiently<T>(question: Question<T>): Promise<T> {
    const startedAt = this.clock.now();
    return new Promise((resolve) => {
      const settle = (answer: T): void => {
        cancel();
        stopWaiting();
        resolve(answer);
      };
      const giveUp = (): void => settle(question.lastKnown());
      const cancel = this.clock.after(READ_TIMEOUT_MS, () => this.outage.failed(startedAt));
      const stopWaiting = this.outage.onFailure(giveUp);
      this.once(question).then(settle, giveUp);
    });
  }

  private once<T>({ key, read }: Question<T>): Promise<T> {
    const running = this.running.get(key) as Promise<T> | undefined;
    if (running) return running;
    const startedAt = this.clock.now();
    const reading = read()
      .catch((error: unknown) => {
        if (isDatabaseUnavailable(error)) this.outage.failed(startedAt);
        else this.logger.error(describeSafely(error), 'A route could not be read');
        throw error;
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, reading);
    return reading;
  }
}
