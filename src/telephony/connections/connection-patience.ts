import type { ConnectionEnd } from '../../provider-sync/contract/connection.strategy.js';
import type { ConnectionTimings } from '../../provider-sync/contract/connection-timings.js';
import type { FailureCount } from './provider-connection.store.js';

/** Whether a configuration has failed so often or so long that somebody has to look at it. */
export function mustPark(end: ConnectionEnd, count: FailureCount, timings: ConnectionTimings): boolean {
  if (end.mustPark) return true;
  return end.isRetryable ? count.failing_ms >= timings.parkAfterMs : count.failures >= timings.parkAfterFailures;
}

/**
 * How long to wait before the next try: a random time that doubles, so that many configurations do not come back at once.
 * @param tries that have failed in a row, at least 1
 */
export function backoffMs(tries: number, { firstBackoffMs, longestBackoffMs }: ConnectionTimings): number {
  const ceiling = Math.min(firstBackoffMs * 2 ** Math.min(tries - 1, 30), longestBackoffMs);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}
