import { AriChannel } from './ari-channel.js';
import type { AllowedParameters, AriParameters } from './ari-parameters.js';
import { ariRefusal, readParameters } from './ari-parameters.js';
import type { AriSwitchboard } from './ari-switchboard.js';
import type { CarrierAnswer } from './carrier-answer.js';
import type { RecordedRequest } from './recorded-request.js';

const DONE: CarrierAnswer = { status: 204 };

const EXTERNAL_MEDIA: AllowedParameters = [
  'channelId!',
  'app!',
  'external_host!',
  'encapsulation!',
  'transport!',
  'connection_type',
  'format!',
  'direction',
  'data',
  'transport_data',
];
const ORIGINATE: AllowedParameters = [
  'endpoint!',
  'app!',
  'appArgs',
  'callerId',
  'timeout',
  'otherChannelId',
  'originator',
  'formats',
];
const LONGEST_ID = 149;

type Handler = (id: string, parameters: AriParameters) => CarrierAnswer;

interface Operation {
  method: string;
  path: RegExp;
  allowed: AllowedParameters;
  handle: Handler;
}

/**
 * The operations on channels and bridges, with the parameters, statuses and states of ARI's specification.
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/Channels_REST_API/
 */
export class AriCallApi {
  private readonly operations: readonly Operation[];

  constructor(
    private readonly board: AriSwitchboard,
    private readonly isKnown: (app: string) => boolean,
  ) {
    const channel = (rest = ''): RegExp => new RegExp(`^/ari/channels/([^/]+)${rest}$`);
    const bridge = (rest = ''): RegExp => new RegExp(`^/ari/bridges/([^/]+)${rest}$`);
    const on = (method: string, path: RegExp, allowed: AllowedParameters, handle: Handler): Operation => ({
      method,
      path,
      allowed,
      handle,
    });
    this.operations = [
      on('POST', /^\/ari\/channels\/(externalMedia)$/, EXTERNAL_MEDIA, (_id, given) => this.externalMedia(given)),
      on('POST', channel(), ORIGINATE, (id, given) => this.originate(id, given)),
      on('GET', channel(), [], (id) => ({ status: 200, body: this.board.channel(id) })),
      on('DELETE', channel(), ['reason'], (id, given) => this.hangUp(id, given)),
      on('POST', channel('/answer'), [], (id) => this.answer(id)),
      on('POST', channel('/ring'), [], (id) => this.ring(id, true)),
      on('DELETE', channel('/ring'), [], (id) => this.ring(id, false)),
      on('POST', channel('/continue'), ['context', 'extension', 'priority', 'label'], (id) => this.goOn(id)),
      on('GET', channel('/variable'), ['variable!'], (id, given) => this.readVariable(id, given)),
      on('POST', channel('/variable'), ['variable!', 'value'], (id, given) => this.setVariable(id, given)),
      on('POST', bridge(), ['type', 'name'], (id, given) => this.createBridge(id, given)),
      on('DELETE', bridge(), [], (id) => this.destroyBridge(id)),
      on('POST', bridge('/addChannel'), ['channel!', 'role'], (id, given) => this.addChannels(id, given)),
    ];
  }

  /** Null for requests that are about something else. */
  handle(request: RecordedRequest): CarrierAnswer | null {
    const fitting = this.operations.filter(({ path }) => path.test(request.path));
    if (fitting.length === 0) return null;
    const operation = fitting.find(({ method }) => method === request.method);
    if (!operation) throw ariRefusal(405, 'Invalid method');
    const id = decodeURIComponent(operation.path.exec(request.path)?.[1] ?? '');
    return operation.handle(id, readParameters(request, operation.allowed));
  }

  private externalMedia({ values, variables }: AriParameters): CarrierAnswer {
    const app = this.applicationIn(values);
    const connection = values.get('external_host') ?? '';
    const isWebSocket = values.get('transport') === 'websocket' && values.get('encapsulation') === 'none';
    if (!isWebSocket || (values.get('connection_type') ?? 'client') !== 'client') {
      throw ariRefusal(501, 'The encapsulation and/or transport is not supported');
    }
    if (!['ulaw', 'alaw', 'slin', 'slin16'].includes(values.get('format') ?? ''))
      throw ariRefusal(500, 'Allocation failed');
    const options = values.get('transport_data') ?? '';
    if (!/^(f\((json|plain-text)\)|v\([^()]*\)|d\((both|in|out)\)|n|p)*$/.test(options))
      throw ariRefusal(500, 'Allocation failed');
    if (!this.board.mediaConnections.has(connection)) throw ariRefusal(500, 'Allocation failed');
    const id = checkedId(values.get('channelId') ?? '');
    const name = `WebSocket/${connection}/0x${id.length.toString(16)}`;
    // In plain text the agent is not told the variables.
    const told = options.includes('f(json)') ? variables : new Map<string, string>();
    const channel = this.board.add(new AriChannel({ id, name, state: 'Down', app, exten: '', variables: told }));
    this.board.connectMedia(channel, connection);
    return { status: 200, body: channel };
  }

  private originate(rawId: string, { values, variables }: AriParameters): CarrierAnswer {
    const app = this.applicationIn(values);
    const local = /^Local\/([^@/]+)@([^@/]+)\/n$/.exec(values.get('endpoint') ?? '');
    if (!local) throw ariRefusal(500, 'Allocation failed');
    if (!/^-?\d+$/.test(values.get('timeout') ?? '30')) throw ariRefusal(400, 'Invalid timeout');
    const [, extension = '', context = ''] = local;
    const id = checkedId(rawId);
    const farId = checkedId(values.get('otherChannelId') ?? `${id};2`);
    const base = { app, state: 'Down', variables } as const;
    const near = new AriChannel({
      ...base,
      id,
      name: `Local/${extension}@${context};1`,
      caller: values.get('callerId') ?? '',
    });
    const far = new AriChannel({
      ...base,
      id: farId,
      name: `Local/${extension}@${context};2`,
      context,
      exten: extension,
    });
    this.board.add(near);
    near.farHalf = this.board.add(far);
    this.board.call(near, this.board.partyAt(extension, context));
    return { status: 200, body: near };
  }

  private hangUp(id: string, { values }: AriParameters): CarrierAnswer {
    this.board.destroy(this.board.channel(id), values.get('reason') ?? 'normal');
    return DONE;
  }

  private answer(id: string): CarrierAnswer {
    this.board.goUp(this.answerable(id));
    return DONE;
  }

  private ring(id: string, isRinging: boolean): CarrierAnswer {
    this.answerable(id).isRinging = isRinging;
    return DONE;
  }

  /** The dialplan after Stasis() speaks, if it was told what, and hangs up. */
  private goOn(id: string): CarrierAnswer {
    const channel = this.answerable(id);
    this.board.leave(channel);
    setImmediate(() => {
      if (channel.variables.has('DIALPLANE_LANGUAGE')) this.board.goUp(channel);
      this.board.destroy(channel, 'normal');
    });
    return DONE;
  }

  private readVariable(id: string, { values }: AriParameters): CarrierAnswer {
    const channel = this.board.channel(id);
    const variable = values.get('variable') ?? '';
    const exists = /^DIALPLAN_EXISTS\(([^,()]+),([^,()]+),1\)$/.exec(variable);
    const value = exists
      ? String(Number(this.board.partyAt(exists[2] ?? '', exists[1] ?? '') !== undefined))
      : channel.variables.get(variable);
    if (value === undefined) throw ariRefusal(404, 'Provided variable was not found');
    return { status: 200, body: { value } };
  }

  private setVariable(id: string, { values }: AriParameters): CarrierAnswer {
    this.board.setVariable(this.board.channelInHand(id), values.get('variable') ?? '', values.get('value') ?? '');
    return DONE;
  }

  private createBridge(id: string, { values }: AriParameters): CarrierAnswer {
    const type = values.get('type') ?? 'mixing';
    if (type !== 'mixing') throw ariRefusal(400, 'Invalid type');
    if (!this.board.bridges.has(id)) this.board.bridges.set(id, new Set());
    const channels = [...this.board.bridge(id)];
    return {
      status: 200,
      body: { id, technology: 'simple_bridge', bridge_type: type, bridge_class: 'stasis', channels },
    };
  }

  private destroyBridge(id: string): CarrierAnswer {
    for (const channelId of this.board.bridge(id)) this.board.unbridge(this.board.channel(channelId));
    this.board.bridges.delete(id);
    return DONE;
  }

  private addChannels(id: string, { values }: AriParameters): CarrierAnswer {
    const bridge = this.board.bridge(id);
    const ids = (values.get('channel') ?? '').split(',');
    const channels = ids.map((channelId) => this.board.channels.get(channelId));
    for (const channel of channels) {
      if (!channel) throw ariRefusal(400, 'Channel not found');
      if (!channel.isInStasis) throw ariRefusal(422, 'Channel not in Stasis application');
      bridge.add(channel.id);
      channel.bridgeId = id;
    }
    return DONE;
  }

  private answerable(id: string): AriChannel {
    const channel = this.board.channelInHand(id);
    if (channel.state === 'Down' || channel.state === 'Ringing') throw ariRefusal(412, 'Channel in invalid state');
    return channel;
  }

  private applicationIn(values: AriParameters['values']): string {
    const app = values.get('app') ?? '';
    if (!this.isKnown(app)) throw ariRefusal(400, 'The application is not known');
    return app;
  }
}

function checkedId(id: string): string {
  if (id.length > LONGEST_ID) throw ariRefusal(400, `Uniqueid length exceeds maximum of ${LONGEST_ID}`);
  return id;
}
