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
 * When a number or a trunk is tried again: after a random time that doubles with every attempt, and not before the carrier wants
 * to be asked. Null when trying again without a change would end in the same way.
 * @param attempts made so far, at least 1
 */
export function nextAttemptAt(outcome: SyncOutcome, attempts: number, now = Date.now()): Date | null {
  if (outcome.state === 'pending') return new Date(now);
  if (outcome.state !== 'failed' || !PASSING_REASONS.has(outcome.reason ?? '')) return null;
  const ceiling = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_DELAY_MS);
  const backoffMs = ceiling / 2 + (Math.random() * ceiling) / 2;
  return new Date(now + Math.max(backoffMs, outcome.retryAfterMs ?? 0));
}
