import type { CarrierCall } from './carrier-call.js';
import type { ProviderError } from './provider-error.js';

const MAX_RETRIES = 2;
const FIRST_BACKOFF_MS = 200;
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * How long to wait before the call is repeated: what the carrier asked for, else a random time that doubles.
 * @returns null when it must not be repeated
 */
export function waitBeforeRetry(call: CarrierCall, fault: ProviderError, retries: number): number | null {
  const isOnce = (call.method === 'POST' || call.method === 'PATCH') && call.isRepeatable !== true;
  if (isOnce || retries >= MAX_RETRIES) return null;
  if (fault.code !== 'provider_unreachable' && fault.code !== 'provider_rate_limited') return null;
  const backoff = FIRST_BACKOFF_MS * 2 ** retries;
  // A little later than asked, so that many waiting calls do not come back at once.
  return (fault.retryAfterMs ?? backoff / 2) + (Math.random() * backoff) / 2;
}

/** The `Retry-After` of an answer (RFC 9110), in milliseconds. */
export function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const text = typeof header === 'string' ? header.trim() : '';
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), LONGEST_RETRY_AFTER_MS);
}
