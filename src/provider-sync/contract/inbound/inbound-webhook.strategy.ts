import type { InboundEvent } from './inbound-event.js';
import type { InboundRequest } from './inbound-request.js';
import type { SigningKey, Verification } from './verification.js';

/** Reads and verifies the webhooks of a carrier. Stateless; believes nothing. */
export abstract class InboundWebhookStrategy {
  /** Whether the signature depends on the URL, so that a wrong `PUBLIC_BASE_URL` can break it. */
  abstract readonly signsUrl: boolean;

  /**
   * A key that no request is signed with. Requests for accounts that are unknown are verified with it, so that they
   * cost the same time.
   */
  abstract readonly decoy: SigningKey;

  /** Whether a request that does not say its provider looks like one of this carrier. */
  abstract recognises(request: InboundRequest): boolean;

  /** What the request says; null when it cannot be read. Never throws, whatever the bytes. */
  abstract read(request: InboundRequest): InboundEvent | null;

  /**
   * Whether the holder of the key has sent the request. Compares in constant time, and does the whole work for requests
   * without a signature too.
   * @param url scheme, host, path and query that the carrier was told
   * @param now milliseconds since 1970
   */
  abstract verify(request: InboundRequest, key: SigningKey, url: string, now: number): Verification;
}
