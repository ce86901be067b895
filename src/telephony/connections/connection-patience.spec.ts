import { ConnectionTimings } from '../../provider-sync/contract/connection-timings.js';
import { backoffMs, mustPark } from './connection-patience.js';

const TIMINGS = new ConnectionTimings();
const END = { code: 'x-failed', message: 'It failed.', isRetryable: true, wasStable: false, mustPark: false };
const HOUR_MS = 3_600_000;

it.each([
  [{}, { failures: 0, failing_ms: HOUR_MS - 1 }, false],
  [{}, { failures: 0, failing_ms: HOUR_MS }, true],
  [{}, { failures: 99, failing_ms: 0 }, false],
  [{ isRetryable: false }, { failures: 4, failing_ms: 0 }, false],
  [{ isRetryable: false }, { failures: 5, failing_ms: 0 }, true],
  [{ mustPark: true }, { failures: 0, failing_ms: 0 }, true],
])('%j with %j parks: %s', (end, count, isParked) => {
  expect(mustPark({ ...END, ...end }, count, TIMINGS)).toBe(isParked);
});

it('waits longer each time, from half a second to five minutes', () => {
  for (let tries = 1; tries < 2_000; tries += 1) {
    const ceiling = Math.min(1_000 * 2 ** (tries - 1), 300_000);
    const wait = backoffMs(tries, TIMINGS);
    expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
    expect(wait).toBeLessThanOrEqual(ceiling);
  }
});
