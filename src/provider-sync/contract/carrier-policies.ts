import { createHash } from 'node:crypto';
import type { IPolicy } from 'cockatiel';
import { bulkhead, circuitBreaker, ConsecutiveBreaker, handleWhen, wrap } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import type { CarrierAccount } from './carrier-call.js';
import { ProviderError } from './provider-error.js';

/** Calls at once for one account; carriers count concurrent requests per account. */
const CONCURRENT_CALLS = 8;
const QUEUED_CALLS = 200;
/** Failed attempts in a row, not failed calls: a call that is repeated can count three times. */
const FAILURES_THAT_OPEN = 6;
/** How long an open breaker refuses before it lets one call through. */
export const BREAKER_OPEN_MS = 10_000;
/** Accounts whose policies are remembered; forgetting one only forgets its recent failures. */
const REMEMBERED_ACCOUNTS = 1_000;

function isCarrierFailure(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'provider_unreachable';
}

function makePolicy(): IPolicy {
  const breaker = circuitBreaker(handleWhen(isCarrierFailure), {
    halfOpenAfter: BREAKER_OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_THAT_OPEN),
  });
  // The breaker is inside, so that the queue empties at once when it opens.
  return wrap(bulkhead(CONCURRENT_CALLS, QUEUED_CALLS), breaker);
}

/** Settles with the work or rejects with the signal's reason, whichever is first: queues and half-open breakers do not look at the signal. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** A concurrency limit and a circuit breaker for each account of each provider, so that one tenant cannot slow another. */
export class CarrierPolicies {
  private readonly policies = new LRUCache<string, IPolicy>({ max: REMEMBERED_ACCOUNTS });

  /** @throws BrokenCircuitError, BulkheadRejectedError, the signal's reason, or whatever the attempt throws */
  async run<T>(account: CarrierAccount, attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const work = this.policyOf(account).execute(() => {
      signal.throwIfAborted();
      return attempt();
    }, signal);
    return unlessAborted(work, signal);
  }

  private policyOf({ provider, id, secret }: CarrierAccount): IPolicy {
    const key = `${provider}:${createHash('sha256')
      .update(JSON.stringify([id, secret]))
      .digest('base64url')}`;
    const known = this.policies.get(key);
    if (known) return known;
    const policy = makePolicy();
    this.policies.set(key, policy);
    return policy;
  }
}
