import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { AriCallEvents } from './ari.call-events.js';
import type { AriMeans } from './ari.calls.js';
import { AriCalls } from './ari.calls.js';
import type { AriChannel } from './ari.event.js';
import { readAriChannel } from './ari.event.js';

/**
 * Finds out what happened while nobody was connected: callers who came without anybody being told, callers who left
 * without what was made for them, and answers that were heard by nobody.
 */
@Injectable()
export class AriMissedCalls {
  constructor(private readonly calls: AriCalls) {}

  /** Never throws: what cannot be found out now is left as it is. */
  async tell(events: AriCallEvents, onEvent: (event: InboundEvent) => void, means: AriMeans): Promise<void> {
    try {
      const channelIds = await this.calls.listChannels(means);
      const callIds = new Set(channelIds.map((id) => events.callOf(id)).filter((id) => id !== null));
      for (const callId of callIds) {
        const event = await this.look(callId, channelIds, events, means);
        if (event !== null) onEvent(event);
      }
    } catch {
      // The PBX has let us in, so that calls are announced from here on.
    }
  }

  private async look(
    callId: string,
    channelIds: readonly string[],
    events: AriCallEvents,
    means: AriMeans,
  ): Promise<InboundEvent | null> {
    const peer = events.peersOf(callId).find((id) => channelIds.includes(id));
    const caller = await this.read(callId, means);
    if (caller === null) return peer === undefined ? null : events.gone(callId);
    if (peer === undefined) return events.missed(caller);
    const isUnanswered = caller.state === 'Ring' && (await this.read(peer, means))?.state === 'Up';
    return isUnanswered ? events.ready(peer) : null;
  }

  private async read(channelId: string, means: AriMeans): Promise<AriChannel | null> {
    const channel = await this.calls.readChannel(channelId, means);
    return channel === null ? null : readAriChannel(channel);
  }
}
