import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** Schemes with a time accept a signature for ten minutes at most: five before their time and five after. */
const REMEMBERED_MS = 11 * 60_000;

/** Of a busy process within ten minutes. */
const MOST_NONCES = 500_000;

/**
 * Lets each nonce be used once. In memory, because nothing but the route may be looked up before a call is answered; so
 * each replica knows the requests that it has seen itself.
 */
@Injectable()
export class NonceGuard {
  private readonly seen = new LRUCache<string, string>({ max: MOST_NONCES, ttl: REMEMBERED_MS, ttlResolution: 1_000 });

  /**
   * @param configurationId whose key has signed it; who has another key for the same account uses up nothing of others
   * @param request what tells this request from every other, such as a digest of its bytes
   * @returns whether the nonce is new, or was sent with the very same request: a carrier that repeats itself is no attacker
   */
  admits(configurationId: number, nonce: string, request: string): boolean {
    const key = `${configurationId}\n${nonce}`;
    const known = this.seen.get(key);
    if (known === undefined) this.seen.set(key, request);
    return known === undefined || known === request;
  }
}
