import type { SyncOutcome } from './sync-state.js';

/** Reasons that can pass by themselves. All others stay until somebody changes something, here or at the carrier. */
export const PASSING_REASONS: ReadonlySet<string> = new Set([
  'provider_rate_limited',
  'provider_unreachable',
  'provider_invalid_response',
  // Carriers are known to show a change a little later than they accept it.
  'write_not_effective',
  'application_busy',
  'superseded',
  'internal_error',
]);

const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 60 * 60 * 1_000;

/**
 * How long to wait until a number or a trunk is tried again, in milliseconds: a random time that doubles with every
 * attempt, and at least as long as the carrier asks for. Null when trying again without a change would end in the same
 * way. A time span and no time, because the clock that decides what is due is the database's.
 * @param attempts made so far, at least 1
 */
export function retryDelayMs(outcome: SyncOutcome, attempts: number): number | null {
  if (outcome.state === 'pending') return 0;
  if (outcome.state !== 'failed' || !PASSING_REASONS.has(outcome.reason ?? '')) return null;
  const ceiling = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_DELAY_MS);
  const backoffMs = ceiling / 2 + (Math.random() * ceiling) / 2;
  return Math.max(backoffMs, outcome.retryAfterMs ?? 0);
}

/** As {@link retryDelayMs}, by the clock of this process. */
export function nextAttemptAt(outcome: SyncOutcome, attempts: number, now = Date.now()): Date | null {
  const delayMs = retryDelayMs(outcome, attempts);
  return delayMs === null ? null : new Date(now + delayMs);
}
