import { BrokenCircuitError, BulkheadRejectedError } from 'cockatiel';
import { OUTBOUND_REFUSED } from '../../common/outbound/outbound-refusal.js';
import type { CarrierAccount } from './carrier-call.js';
import { BREAKER_OPEN_MS } from './carrier-policies.js';
import { ProviderError } from './provider-error.js';

/** An answer that is not a success, as far as it matters to us. */
export interface FailedAnswer {
  status: number;
  /** The carrier's own number of the error, when its body has one. */
  carrierCode: number | null;
  retryAfterMs: number | undefined;
}

const WAIT_WHEN_CROWDED_MS = 1_000;

/**
 * The only trace that a failed call leaves: a word that we chose or a code of the runtime. The client's own errors are
 * never attached, because they can hold the request and so its credentials.
 */
function trace(word: string): Error {
  return new Error(word);
}

/** A property of whatever was thrown. Not by `instanceof`: errors of the runtime may come from another realm. */
function propertyOf(thrown: unknown, name: 'code' | 'name'): unknown {
  return typeof thrown === 'object' && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
}

/** The code of a network or parser error, such as `ECONNREFUSED`; anything that does not look like one is left out. */
function codeOf(error: unknown): string {
  const code = propertyOf(error, 'code');
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'NETWORK_ERROR';
}

function unauthorized({ displayName, credentialLabels }: CarrierAccount, status: number): ProviderError {
  const message = `${displayName} refused the credentials of this configuration. Check ${inWords(credentialLabels)} and save them again.`;
  return new ProviderError('provider_unauthorized', message, { cause: trace(`HTTP ${status}`) });
}

function inWords(labels: readonly string[]): string {
  return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
}

function rateLimited({ displayName }: CarrierAccount, retryAfterMs: number | undefined, cause: Error): ProviderError {
  const wait = retryAfterMs === undefined ? 'a moment' : `${Math.max(1, Math.ceil(retryAfterMs / 1_000))} seconds`;
  const message = `${displayName} is asked too often for this account. Wait ${wait} and try again.`;
  return new ProviderError('provider_rate_limited', message, withRetryAfter(retryAfterMs, cause));
}

/** A refusal of what was asked; `carrierCode` is the carrier's own number of the error, when there is one. */
export function refused({ displayName }: CarrierAccount, carrierCode: number | null, cause = 'refused'): ProviderError {
  const code = carrierCode === null ? '' : ` with its error ${carrierCode}`;
  const message = `${displayName} refused the request${code}. Check the settings of the number and of its application in the ${displayName} console, then try again.`;
  return new ProviderError('provider_refused', message, { cause: trace(cause) });
}

function unreachable(account: CarrierAccount, cause: Error, retryAfterMs?: number): ProviderError {
  const message = `${account.displayName} could not be reached, did not answer in time or reports a fault of its own. Try again in a few minutes.`;
  return new ProviderError('provider_unreachable', message, withRetryAfter(retryAfterMs, cause));
}

/** An answer that cannot be read, or that has not the documented shape. */
export function invalidResponse({ displayName }: CarrierAccount, cause: string): ProviderError {
  const message = `${displayName} answered in a form that is not understood. Try again; if it stays so, check the base URL that is configured for ${displayName}.`;
  return new ProviderError('provider_invalid_response', message, { cause: trace(cause) });
}

/** A tenant's address that leads where tenants may not go. */
function closedNetwork({ displayName }: CarrierAccount): ProviderError {
  const message = `The address of this ${displayName} lies in a network that is not open to tenants. Use an address that is reachable from the internet, or have the operator of this service add the network to OUTBOUND_ALLOW_CIDRS.`;
  return new ProviderError('provider_refused', message, { cause: trace(OUTBOUND_REFUSED) });
}

function withRetryAfter(retryAfterMs: number | undefined, cause: Error): { retryAfterMs?: number; cause: Error } {
  return retryAfterMs === undefined ? { cause } : { retryAfterMs, cause };
}

/** What an answer that is not a success means. */
export function faultOfAnswer(
  account: CarrierAccount,
  { status, carrierCode, retryAfterMs }: FailedAnswer,
): ProviderError {
  const cause = `HTTP ${status}`;
  if (status >= 500) return unreachable(account, trace(cause), retryAfterMs);
  if (status === 401 || status === 403) return unauthorized(account, status);
  if (status === 429) return rateLimited(account, retryAfterMs, trace(cause));
  // A redirect would carry the credentials to an address that nobody configured.
  return status >= 400 ? refused(account, carrierCode, cause) : invalidResponse(account, cause);
}

/** What an exception of the HTTP client means. */
export function faultOfException(account: CarrierAccount, error: unknown): ProviderError {
  // Most errors of the HTTP parser have a name and no code.
  const code = propertyOf(error, 'name') === 'HTTPParserError' ? 'NOT_HTTP' : codeOf(error);
  if (code === OUTBOUND_REFUSED) return closedNetwork(account);
  const isUnreadable = code === 'NOT_HTTP' || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
  return isUnreadable ? invalidResponse(account, code) : unreachable(account, trace(code));
}

/** The carrier let the time pass that the call had. */
export function timedOut(account: CarrierAccount): ProviderError {
  return unreachable(account, trace('TIMEOUT'));
}

/** Whether the time was up, ours or the caller's; other reasons for an abort are the caller's business. */
export function isTimeUp(reason: unknown): boolean {
  return propertyOf(reason, 'name') === 'TimeoutError';
}

/**
 * What it means that a call was not made or was given up.
 * @returns the error to throw: a ProviderError, or the caller's own reason for aborting
 */
export function faultOfRefusedCall(account: CarrierAccount, error: unknown, signal: AbortSignal): unknown {
  if (error instanceof BrokenCircuitError) return unreachable(account, trace('CIRCUIT_OPEN'), BREAKER_OPEN_MS);
  if (error instanceof BulkheadRejectedError) return rateLimited(account, WAIT_WHEN_CROWDED_MS, trace('QUEUE_FULL'));
  if (!signal.aborted) return error;
  return isTimeUp(signal.reason) ? timedOut(account) : signal.reason;
}
