import fc from 'fast-check';
import { nextAttemptAt } from './retry-policy.js';
import type { SyncOutcome } from './sync-state.js';

const NOW = Date.UTC(2026, 0, 1);
const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 3_600_000;

const PASSING = [
  'provider_rate_limited',
  'provider_unreachable',
  'provider_invalid_response',
  'write_not_effective',
  'application_busy',
  'superseded',
  'internal_error',
];
const PERMANENT = [
  'provider_unauthorized',
  'provider_refused',
  'not_owned_at_provider',
  'public_base_url_missing',
  'shared_application_conflict',
  'application_id_missing',
  'application_not_found',
  'application_name_taken',
  'signature_secret_missing',
  'config_inactive',
  'ownership_not_checked',
];

const attempts = fc.integer({ min: 1, max: 10_000 });
const passing = fc.constantFrom(...PASSING);
const retryAfterMs = fc.integer({ min: 0, max: 7 * 24 * LONGEST_DELAY_MS });

const failed = (reason: string | null, retryAfter?: number): SyncOutcome => ({
  state: 'failed',
  reason,
  message: 'It failed.',
  ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
});

const delayOf = (outcome: SyncOutcome, attempt: number): number =>
  (nextAttemptAt(outcome, attempt, NOW)?.getTime() ?? Number.NaN) - NOW;

describe('the time of the next attempt', () => {
  it('is between half and the whole of a delay that doubles up to an hour', () => {
    fc.assert(
      fc.property(passing, attempts, (reason, attempt) => {
        const ceiling = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
        const delay = delayOf(failed(reason), attempt);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
        expect(delay).toBeLessThanOrEqual(ceiling);
      }),
    );
  });

  it('never comes sooner after more attempts than it could after fewer', () => {
    fc.assert(
      fc.property(passing, fc.integer({ min: 1, max: 7 }), (reason, attempt) => {
        // Of two attempts in a row, the earliest time of the later is the latest of the earlier.
        expect(delayOf(failed(reason), attempt + 1)).toBeGreaterThanOrEqual(delayOf(failed(reason), attempt));
      }),
    );
  });

  it('differs from number to number, so that they do not all come back at once', () => {
    const delays = Array.from({ length: 50 }, () => delayOf(failed('provider_unreachable'), 5));
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it('is not before the carrier wants to be asked, however long that is', () => {
    fc.assert(
      fc.property(passing, attempts, retryAfterMs, (reason, attempt, wait) => {
        const delay = delayOf(failed(reason, wait), attempt);
        expect(delay).toBeGreaterThanOrEqual(wait);
        expect(delay).toBeLessThanOrEqual(Math.max(wait, LONGEST_DELAY_MS));
      }),
    );
  });

  it('is never, where the same would happen again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, 'unheard_of', ...PERMANENT),
        attempts,
        retryAfterMs,
        (reason, attempt, wait) => {
          expect(nextAttemptAt(failed(reason, wait), attempt, NOW)).toBeNull();
        },
      ),
    );
  });

  it('is never, where nothing is wrong, and now, where there is another round to do', () => {
    for (const state of ['in_sync', 'detached', 'not_applicable', 'drifted'] as const) {
      expect(nextAttemptAt({ state, reason: null, message: '' }, 1, NOW)).toBeNull();
    }
    expect(nextAttemptAt({ state: 'pending', reason: null, message: '' }, 9, NOW)).toEqual(new Date(NOW));
  });
});
