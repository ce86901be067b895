import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { ConnectionSubject } from './connection-subject.js';

/** Who answers the calls that are announced over held connections; lives on the floor above. */
export abstract class ConnectionCalls {
  /** Something happened to a call of the configuration. Returns at once and never throws. */
  abstract onEvent(subject: ConnectionSubject, event: InboundEvent): void;
}
