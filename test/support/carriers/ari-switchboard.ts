import { AriChannel, ariTime } from './ari-channel.js';
import type { AriEventSockets } from './ari-event-sockets.js';
import { ariRefusal } from './ari-parameters.js';

/** How a party that is called behaves. */
export type PartyBehaviour = 'answers' | 'busy' | 'rings';

/** Causes of ITU-T Q.850. */
const NORMAL = 16;
const CAUSES: Readonly<Record<string, number>> = {
  normal: NORMAL,
  busy: 17,
  no_answer: 19,
  answered_elsewhere: 26,
  congestion: 34,
};
const CAUSE_OF_BEHAVIOUR = { busy: 17, noConnection: 3 };

/** The channels and bridges of an Asterisk, and what happens to them by themselves. */
export class AriSwitchboard {
  readonly channels = new Map<string, AriChannel>();
  /** Ids of channels, by the id of their bridge. */
  readonly bridges = new Map<string, Set<string>>();
  /** What listens at the connections of websocket_client.conf. */
  readonly mediaConnections = new Map<string, 'answers' | 'is away' | 'is slow'>();
  /** What extensions.conf has, as `extension@context`; a pattern is `_+X.`. */
  readonly dialplan = new Map<string, PartyBehaviour>();

  constructor(private readonly events: AriEventSockets) {}

  channel(id: string): AriChannel {
    const channel = this.channels.get(id);
    if (!channel) throw ariRefusal(404, 'Channel not found');
    return channel;
  }

  /** A channel that the application has in hand. */
  channelInHand(id: string): AriChannel {
    const channel = this.channel(id);
    if (!channel.isInStasis) throw ariRefusal(409, 'Channel not in Stasis application');
    return channel;
  }

  bridge(id: string): Set<string> {
    const bridge = this.bridges.get(id);
    if (!bridge) throw ariRefusal(404, 'Bridge not found');
    return bridge;
  }

  partyAt(extension: string, context: string): PartyBehaviour | undefined {
    const pattern = /^\+\d+$/.test(extension) ? this.dialplan.get(`_+X.@${context}`) : undefined;
    return this.dialplan.get(`${extension}@${context}`) ?? pattern;
  }

  add(channel: AriChannel): AriChannel {
    if (this.channels.has(channel.id)) throw ariRefusal(409, 'Channel with given unique ID already exists');
    this.channels.set(channel.id, channel);
    this.events.tellAll({ type: 'ChannelCreated', timestamp: now(), channel });
    return channel;
  }

  /** The channel enters the application. */
  enter(channel: AriChannel, args: readonly string[]): void {
    channel.isInStasis = true;
    this.events.tell(channel.app, { type: 'StasisStart', timestamp: now(), args, channel });
  }

  leave(channel: AriChannel): void {
    if (!channel.isInStasis) return;
    channel.isInStasis = false;
    this.unbridge(channel);
    this.events.tell(channel.app, { type: 'StasisEnd', timestamp: now(), channel });
  }

  goUp(channel: AriChannel): void {
    if (channel.state === 'Up') return;
    channel.state = 'Up';
    channel.isRinging = false;
    this.events.tellAll({ type: 'ChannelStateChange', timestamp: now(), channel });
  }

  setVariable(channel: AriChannel, variable: string, value: string): void {
    channel.variables.set(variable, value);
    this.events.tellAll({ type: 'ChannelVarset', timestamp: now(), variable, value, channel });
  }

  /** @param reason one of those that hanging up can be given, or a cause */
  destroy(channel: AriChannel, reason: string | number): void {
    const cause = typeof reason === 'number' ? reason : CAUSES[reason];
    if (cause === undefined) throw ariRefusal(400, 'Invalid Reason');
    if (!this.channels.delete(channel.id)) return;
    this.leave(channel);
    this.events.tellAll({ type: 'ChannelDestroyed', timestamp: now(), cause, cause_txt: 'Cause', channel });
    if (channel.farHalf !== null) this.destroy(channel.farHalf, cause);
  }

  /** A media WebSocket is opened, which takes a moment. */
  connectMedia(channel: AriChannel, connection: string): void {
    setImmediate(() => {
      const behaviour = this.mediaConnections.get(connection);
      if (!this.channels.has(channel.id) || behaviour === 'is slow') return;
      if (behaviour !== 'answers') {
        this.destroy(channel, CAUSE_OF_BEHAVIOUR.noConnection);
        return;
      }
      this.goUp(channel);
      this.enter(channel, []);
    });
  }

  /** A party is called, and does what it does. */
  call(channel: AriChannel, behaviour: PartyBehaviour | undefined): void {
    setImmediate(() => {
      if (!this.channels.has(channel.id)) return;
      if (behaviour === undefined) this.destroy(channel, CAUSE_OF_BEHAVIOUR.noConnection);
      else if (behaviour === 'busy') this.destroy(channel, CAUSE_OF_BEHAVIOUR.busy);
      else if (behaviour === 'rings') channel.state = 'Ringing';
      else {
        this.goUp(channel);
        this.enter(channel, []);
      }
    });
  }

  unbridge(channel: AriChannel): void {
    if (channel.bridgeId !== null) this.bridges.get(channel.bridgeId)?.delete(channel.id);
    channel.bridgeId = null;
  }

  /** Who is in the same bridge. */
  partnersOf(channel: AriChannel): AriChannel[] {
    const ids = channel.bridgeId === null ? [] : [...(this.bridges.get(channel.bridgeId) ?? [])];
    return ids.filter((id) => id !== channel.id).flatMap((id) => this.channels.get(id) ?? []);
  }
}

function now(): string {
  return ariTime(new Date());
}
