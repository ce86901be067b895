import type { CallStatus, CallStep, InboundCall, InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { CallPeer } from './ari.call-ids.js';
import { AriCallIds, PEER_KINDS } from './ari.call-ids.js';
import { finalState, secondsBetween } from './ari.call-state.js';
import type { AriChannel, AriEvent } from './ari.event.js';
import { readAriEvent } from './ari.event.js';
import { OUR_OWN_DOING } from './ari.hangup-reasons.js';

/** What the control goes on with. */
export type AriStep =
  /** The media WebSocket is open, or the other party has answered. */
  | 'media_ready'
  | 'dial_ready'
  /** It did not come so far. */
  | 'media_failed'
  | 'dial_failed'
  /** It has hung up. */
  | 'media_ended'
  | 'dial_ended'
  /** The caller has left the application: hung up, or gone on in the dialplan. */
  | 'caller_left';

const LONGEST_ID = 255;

/** Calls whose end is still expected. More than that are never under way; they are here because events were lost. */
const MOST_CALLS = 20_000;

const DIGITS_WITHOUT_PLUS = /^[1-9]\d{6,14}$/;

/**
 * Reads the events of one connection. The connection hears of every channel of the PBX; what it remembers is which of
 * them are our calls, so that the end of a call can be told from the end of others.
 */
export class AriCallEvents {
  private readonly ids: AriCallIds;
  /** When a call was answered, by the clock of the PBX; NaN while it was not. By the id of the caller's channel. */
  private readonly answeredAt = new Map<string, number>();

  /** @param app name of the Stasis application */
  constructor(private readonly app: string) {
    this.ids = new AriCallIds(app);
  }

  /** What a message means for a call; null when it means nothing to us. Never throws. */
  read(message: string): InboundEvent | null {
    const event = readAriEvent(message);
    if (event === null || event.application !== this.app) return null;
    const { id } = event.channel;
    if (id === '' || id.length > LONGEST_ID) return null;
    const peer = this.ids.peerIn(id);
    if (peer !== null) return this.ofPeer(event, peer);
    return this.ids.isFarHalf(id) ? null : this.ofCaller(event);
  }

  /** The call that a channel is, or was made for; null for what belongs to no call of its own. */
  callOf(channelId: string): string | null {
    if (this.ids.isFarHalf(channelId)) return null;
    return this.ids.peerIn(channelId)?.callId ?? channelId;
  }

  /** Ids of the channels that may have been made for a call. */
  peersOf(callId: string): string[] {
    return PEER_KINDS.map((kind) => this.ids.peerOf(callId, kind));
  }

  /**
   * The call of a channel that is in the application without anybody having been told.
   * @returns null when it is none, or waits for no answer
   */
  missed(channel: AriChannel): InboundCall | null {
    const [app, ...args] = channel.applicationData.split(',');
    const isWaiting = channel.state === 'Ring' && channel.application === 'Stasis' && app === this.app;
    return isWaiting && !this.answeredAt.has(channel.id) ? this.began(channel, args, Number.NaN) : null;
  }

  /** A channel that was made for a call is there. Returns null for channels that were not. */
  ready(channelId: string): CallStep | null {
    const peer = this.ids.peerIn(channelId);
    return peer === null ? null : step(peer.callId, `${peer.kind}_ready`);
  }

  /** The caller was gone before anybody could be told. */
  gone(callId: string): CallStep {
    return { ...step(callId, 'caller_left'), state: 'completed' };
  }

  private ofPeer(event: AriEvent, { callId, kind }: CallPeer): CallStep | null {
    if (event.type === 'StasisStart') return this.ready(event.channel.id);
    if (event.type !== 'ChannelDestroyed' || event.cause === OUR_OWN_DOING.cause) return null;
    return step(callId, event.channel.state === 'Up' ? `${kind}_ended` : `${kind}_failed`);
  }

  private ofCaller(event: AriEvent): InboundEvent | null {
    switch (event.type) {
      case 'StasisStart':
        return event.isReplacement ? null : this.began(event.channel, event.args, event.at);
      case 'ChannelStateChange':
        return this.changed(event);
      case 'StasisEnd':
        return this.left(event);
      case 'ChannelDestroyed':
        return this.ended(event);
      default:
        return null;
    }
  }

  private began(channel: AriChannel, args: readonly string[], at: number): InboundCall | null {
    const called = args[0]?.trim() || channel.extension;
    // A channel that was called by the PBX rather than calling it has no extension.
    if (called === '') return null;
    this.remember(channel.id, channel.state === 'Up' ? at : Number.NaN);
    return {
      kind: 'call',
      accountId: '',
      callId: channel.id,
      to: DIGITS_WITHOUT_PLUS.test(called) ? `+${called}` : called,
      from: /^anonymous$/i.test(channel.callerNumber) ? '' : channel.callerNumber,
      toCountry: null,
      parameters: args.length > 0 ? { ...channel.details, arguments: args.join(',') } : channel.details,
    };
  }

  private changed({ channel, at }: AriEvent): CallStatus | null {
    if (channel.state !== 'Up' || !this.answeredAt.has(channel.id)) return null;
    this.answeredAt.set(channel.id, at);
    return status(channel.id, 'in_progress', null);
  }

  /** For a call that began on another connection this is the last that is surely heard of it. */
  private left({ channel: { id } }: AriEvent): CallStep {
    return this.answeredAt.has(id) ? step(id, 'caller_left') : this.gone(id);
  }

  private ended(event: AriEvent): CallStatus | null {
    const { id } = event.channel;
    const answeredAt = this.answeredAt.get(id);
    if (answeredAt === undefined) return null;
    this.answeredAt.delete(id);
    return status(id, finalState(event), secondsBetween(answeredAt, event.at));
  }

  private remember(callId: string, answeredAt: number): void {
    const [oldest] = this.answeredAt.keys();
    if (oldest !== undefined && this.answeredAt.size >= MOST_CALLS) this.answeredAt.delete(oldest);
    this.answeredAt.set(callId, answeredAt);
  }
}

function step(callId: string, name: AriStep): CallStep {
  return { kind: 'step', accountId: '', callId, step: name, memo: null, state: null, durationSeconds: null };
}

function status(callId: string, state: CallStatus['state'], durationSeconds: number | null): CallStatus {
  return { kind: 'status', accountId: '', callId, state, durationSeconds };
}
