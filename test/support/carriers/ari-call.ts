import type { AriChannel } from './ari-channel.js';
import type { AriSwitchboard } from './ari-switchboard.js';
import type { Experience } from './inbound-caller.js';

const PARAMETER = /^DIALPLANE_(.+)$/;

/** A call of the outside world to a PBX, and what its caller experiences. */
export class AriCall {
  private settled: Experience | null = null;

  constructor(
    private readonly board: AriSwitchboard,
    /** Null when nobody took the call. */
    private readonly channel: AriChannel | null,
  ) {
    if (channel === null) this.settled = { type: 'error', why: 'the Stasis application is not registered' };
  }

  /** Id of the caller's channel. */
  get id(): string {
    return this.channel?.id ?? '';
  }

  get isAnswered(): boolean {
    return this.channel?.state === 'Up';
  }

  get isOver(): boolean {
    return this.channel === null || !this.board.channels.has(this.channel.id);
  }

  get isRinging(): boolean {
    return this.channel?.isRinging ?? false;
  }

  /** The caller hangs up. */
  hangUp(): void {
    if (this.channel !== null) this.board.destroy(this.channel, 'normal');
  }

  /** Whoever the caller is connected with hangs up. */
  hangUpPartner(): void {
    const [partner] = this.channel === null ? [] : this.board.partnersOf(this.channel);
    if (!partner) throw new Error('nobody is connected with the caller');
    this.board.destroy(partner, 'normal');
  }

  /** What the caller experiences; null while nothing has come of the call yet. The first that came stays. */
  experience(): Experience | null {
    this.settled ??= this.look();
    return this.settled;
  }

  private look(): Experience | null {
    const { channel } = this;
    if (channel === null) return null;
    const text = channel.variables.get('DIALPLANE_TEXT');
    const language = channel.variables.get('DIALPLANE_LANGUAGE');
    if (!channel.isInStasis && text !== undefined && language !== undefined) return { type: 'say', text, language };
    if (this.isOver) return { type: 'error', why: channel.state === 'Up' ? 'cut off' : 'not answered' };
    const [partner, ...more] = this.board.partnersOf(channel);
    if (!partner || channel.state !== 'Up' || partner.state !== 'Up') return null;
    if (more.length > 0) return { type: 'error', why: 'connected with more than one' };
    return partner.name.startsWith('WebSocket/') ? toldToAgent(partner) : forwarded(partner);
  }
}

/** From the `channel_variables` of the agent's MEDIA_START. */
function toldToAgent({ variables }: AriChannel): Experience {
  const parameters = [...variables].flatMap(([name, value]) => {
    const parameter = PARAMETER.exec(name)?.[1];
    return parameter === undefined ? [] : [[parameter, value] as const];
  });
  return { type: 'stream', url: variables.get('STREAM_URL') ?? '', parameters: Object.fromEntries(parameters) };
}

function forwarded({ variables, caller }: AriChannel): Experience {
  return { type: 'dial', to: variables.get('DIALPLANE_TO') ?? '', calledAddress: caller };
}
