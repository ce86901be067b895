import { Injectable } from '@nestjs/common';
import { guardedAgent } from '../../../common/outbound/guarded-agent.js';
import { OutboundGuard } from '../../../common/outbound/outbound-guard.js';
import { type ConnectionEnd, type ConnectionListener, ConnectionStrategy } from '../../contract/connection.strategy.js';
import { ConnectionTimings } from '../../contract/connection-timings.js';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { eventsUrl, stasisApp } from './ari.address.js';
import { AriCallEvents } from './ari.call-events.js';
import { MISSING_WS_CLIENT_NAME } from './ari.connection-ends.js';
import { AriEventSocket } from './ari.event-socket.js';
import { AriMissedCalls } from './ari.missed-calls.js';
import { isWsClientNameMissing } from './ari.ws-client-name.js';

/** Events are small; a PBX that sends more is not one. */
const LARGEST_EVENT = 1024 * 1024;

/** Holds the event WebSocket of a PBX, which registers the Stasis application for as long as it is open. */
@Injectable()
export class AriConnectionStrategy extends ConnectionStrategy {
  constructor(
    private readonly guard: OutboundGuard,
    private readonly timings: ConnectionTimings,
    private readonly missed: AriMissedCalls,
  ) {
    super();
  }

  async hold(
    credentials: ProviderCredentials,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<ConnectionEnd | null> {
    const agent = guardedAgent(this.guard, {
      connectTimeoutMs: this.timings.openWithinMs,
      webSocket: { maxPayloadSize: LARGEST_EVENT },
    });
    const events = new AriCallEvents(stasisApp(credentials));
    const onEvent = (event: InboundEvent): void => listener.onEvent(event);
    const over = new AbortController();
    const means = { credentials, signal: AbortSignal.any([signal, over.signal]) };
    const onUp = (): void => {
      listener.onUp();
      void this.missed.tell(events, onEvent, means);
    };
    const onMessage = (message: string): void => {
      const event = events.read(message);
      if (event !== null) onEvent(event);
    };
    try {
      const socket = new AriEventSocket(eventsUrl(credentials), agent, this.timings);
      return await socket.hold({ onUp, onMessage }, signal);
    } finally {
      over.abort();
      await agent.destroy();
    }
  }

  obstacle(credentials: ProviderCredentials): ConnectionEnd | null {
    return isWsClientNameMissing(credentials) ? MISSING_WS_CLIENT_NAME : null;
  }
}
