import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AnsweringParty } from './answering-party.js';
import { AriCall } from './ari-call.js';
import { AriCallApi } from './ari-call-api.js';
import { AriChannel } from './ari-channel.js';
import { AriEventSockets } from './ari-event-sockets.js';
import { ariRefusal as refusal } from './ari-parameters.js';
import { AriSwitchboard } from './ari-switchboard.js';
import { parseBasicCredentials } from './basic-credentials.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import type { RecordedRequest } from './recorded-request.js';

const HOST = 'asterisk.invalid';
const APPLICATION = /^\/ari\/applications\/([^/]+)$/;
const INFO_PARTS = ['build', 'system', 'config', 'status'];

/** An Asterisk: its REST interface as far as applications, channels and bridges go, and its event WebSocket. */
export class AriLoopback extends LoopbackCarrier {
  readonly events = new AriEventSockets();
  readonly switchboard = new AriSwitchboard(this.events);
  protected readonly hosts = [HOST];

  private readonly callApi = new AriCallApi(this.switchboard, (app) => this.events.knows(app));
  private lastCall = 0;
  private readonly passwords = new Map<string, string>();
  /** By extension, the Stasis application that extensions.conf routes it into. */
  private readonly dialplan = new Map<string, string>();
  /** Users whose applications are gone. */
  private readonly forgetful = new Set<string>();

  addUser(name: string, password: string): void {
    this.passwords.set(name, password);
  }

  /** `exten => address,1,Stasis(application)` */
  addExtension(address: string, application: string): void {
    this.dialplan.set(address, application);
  }

  removeExtension(address: string): void {
    this.dialplan.delete(address);
  }

  /**
   * Somebody calls the extension.
   * @param args what extensions.conf gives Stasis() beside the name of the application
   */
  ring(extension: string, from: string, args: readonly string[] = []): AriCall {
    const app = this.dialplan.get(extension);
    if (app === undefined || !this.events.has(app)) return new AriCall(this.switchboard, null);
    this.lastCall += 1;
    const id = `1764000000.${this.lastCall}`;
    const name = `PJSIP/trunk-0000000${this.lastCall}`;
    const fields = { id, name, app, state: 'Ring', caller: from, context: 'from-trunk', exten: extension } as const;
    const channel = this.switchboard.add(new AriChannel(fields));
    this.switchboard.enter(channel, args);
    return new AriCall(this.switchboard, channel);
  }

  applicationOf(address: string): string | null {
    return this.dialplan.get(address) ?? null;
  }

  /** As if a module had been reloaded: the event WebSocket stays, and the user's applications are gone until put back. */
  forgetApplicationsOf(user: string): () => void {
    this.forgetful.add(user);
    return () => void this.forgetful.delete(user);
  }

  /** The machine is switched off; `listen` with the same port switches it on again. */
  override async close(): Promise<void> {
    this.events.cutAll();
    await super.close();
  }

  override whoAnswers(address: string): AnsweringParty {
    const id = this.dialplan.get(address);
    return id !== undefined && this.events.has(id) ? { kind: 'application', id } : { kind: 'none' };
  }

  override listNumbers(): string[] {
    return [...this.dialplan.keys()];
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const credentials = parseBasicCredentials(request.headers.authorization);
    if (!credentials || !this.isKnown(credentials.user, credentials.password)) {
      throw refusal(401, 'Authentication required');
    }
    const answer = this.callApi.handle(request);
    if (answer !== null) return answer;
    const application = APPLICATION.exec(request.path)?.[1];
    if (application === undefined && request.path !== '/ari/asterisk/info') throw refusal(404, 'Resource not found');
    if (request.method !== 'GET') throw refusal(405, 'Invalid method');
    return {
      status: 200,
      body: application === undefined ? info(request) : this.details(application, request, credentials.user),
    };
  }

  protected override errorBody(status: number): unknown {
    return { message: `HTTP ${status}` };
  }

  protected override readonly upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { pathname, searchParams } = new URL(`http://${HOST}${incoming.url ?? '/'}`);
    const [user = '', password = ''] = (searchParams.get('api_key') ?? '').split(/:(.*)/s);
    const applications = (searchParams.get('app') ?? '').split(',').filter((name) => name !== '');
    const isStrange = [...searchParams.keys()].some((name) => !['api_key', 'app', 'subscribeAll'].includes(name));
    let denial: number | null = null;
    if (!this.isKnown(user, password)) denial = 401;
    else if (pathname !== '/ari/events') denial = 404;
    else if (applications.length === 0 || isStrange) denial = 400;
    this.events.open(incoming, socket, head, applications, denial);
  };

  private isKnown(user: string, password: string): boolean {
    return this.passwords.get(user) === password;
  }

  private details(encoded: string, { query }: RecordedRequest, user: string): object {
    const name = decodeURIComponent(encoded);
    if (query.size > 0) throw refusal(400, 'Unknown parameter');
    if (this.forgetful.has(user) || !this.events.has(name)) throw refusal(404, 'Application not found');
    const channels = [...this.switchboard.channels.values()].filter(
      ({ app, isInStasis }) => isInStasis && app === name,
    );
    return { name, channel_ids: channels.map(({ id }) => id), bridge_ids: [], endpoint_ids: [], device_names: [] };
  }
}

/** All parts, or only those that were asked for. */
function info({ query }: RecordedRequest): object {
  const wanted = query.getAll('only').flatMap((part) => part.split(','));
  if ([...query.keys()].some((name) => name !== 'only') || wanted.some((part) => !INFO_PARTS.includes(part))) {
    throw refusal(400, 'Invalid parameter');
  }
  const parts = {
    build: {
      os: 'Linux',
      kernel: '6.1',
      machine: 'x86_64',
      options: '',
      date: '2025-01-01 00:00:00 UTC',
      user: 'root',
    },
    system: { version: '22.5.0', entity_id: '00:00:5e:00:53:01' },
    config: { name: 'loopback', default_language: 'en', setid: { user: 'asterisk', group: 'asterisk' } },
    status: { startup_time: '2025-01-01T00:00:00.000+0000', last_reload_time: '2025-01-01T00:00:00.000+0000' },
  };
  return Object.fromEntries(Object.entries(parts).filter(([part]) => wanted.length === 0 || wanted.includes(part)));
}
