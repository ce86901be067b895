import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import { ConnectionCalls } from '../../telephony/connections/connection-calls.port.js';
import type { ConnectionSubject } from '../../telephony/connections/connection-subject.js';

/** Answers the calls that are announced over held connections. Whoever could sign in there needs no signature. */
@Injectable()
export class ConnectionCallAnswerer extends ConnectionCalls {
  onEvent(_subject: ConnectionSubject, _event: InboundEvent): void {
    // Until the dispatcher is there, calls are left to the PBX.
  }
}
