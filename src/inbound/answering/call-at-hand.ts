import type { InboundCall } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { Signers } from '../verification/inbound-verifier.js';
import type { CarrierClock } from './carrier-clock.js';

/** A verified call that waits for its answer. */
export interface CallAtHand {
  provider: ProviderFacade;
  call: InboundCall;
  /** Who may be called: the configurations whose key has signed the announcement. */
  signers: Signers;
  clock: CarrierClock;
  /** Whether the carrier asks because its first question went wrong. */
  isFallback: boolean;
}
