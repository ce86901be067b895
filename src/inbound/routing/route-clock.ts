import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';

/** The time of the route table, milliseconds with fractions. What waits does not keep the process alive. */
@Injectable()
export class RouteClock {
  /** Never goes back, whatever becomes of the system's clock; starts with the process. */
  now(): number {
    return performance.now();
  }

  /** Calls back later. @returns how to cancel it */
  after(delayMs: number, call: () => void): () => void {
    const timer = setTimeout(call, delayMs).unref();
    return () => clearTimeout(timer);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Since 1970: the only time that outlives the process. */
  wall(): number {
    return Date.now();
  }
}
