import type { AnsweringParty } from './answering-party.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import type { RecordedRequest } from './recorded-request.js';
import type { TelnyxAccount } from './telnyx-account.js';
import { type TelnyxApplication, telnyxApplication, type TelnyxApplicationSeed } from './telnyx-application.js';
import { handleTelnyxApplications } from './telnyx-applications.js';
import { TelnyxCalls } from './telnyx-calls.js';
import { telnyxErrorBodyOf, telnyxRefusal, telnyxWrongMethod } from './telnyx-errors.js';
import { forwardTarget, type TelnyxNumber, telnyxNumber, type TelnyxNumberSeed } from './telnyx-number.js';
import { handleTelnyxNumbers, handleTelnyxVoiceSettings } from './telnyx-numbers.js';
import { TelnyxWebhookQueue } from './telnyx-webhook-queue.js';
import { telnyxWebhook } from './telnyx-webhooks.js';

const APPLICATIONS_PATH = /^\/v2\/call_control_applications(?:\/([^/]+))?$/;
const VOICE_PATH = /^\/v2\/phone_numbers(?:\/(\d+))?\/voice$/;
const COMMAND_PATH = /^\/v2\/calls\/([^/]+)\/actions\/([a-z_]+)$/;
const NUMBERS_PATH = /^\/v2\/phone_numbers(?:\/([^/]+))?$/;

const FIRST_ID = 1_293_384_261_075_731_000n;

/** `https://api.telnyx.com`, as far as numbers, call control applications, calls and the public key go. */
export class TelnyxLoopback extends LoopbackCarrier {
  protected readonly hosts = ['api.telnyx.com'];

  /** The events of calls on their way to applications. */
  readonly webhooks = new TelnyxWebhookQueue();

  private readonly accounts = new Map<string, TelnyxAccount>();

  addAccount(account: { readonly apiKey: string; readonly publicKey: string }): void {
    const { apiKey, publicKey } = account;
    let lastId = FIRST_ID;
    this.accounts.set(apiKey, {
      apiKey,
      publicKey,
      numbers: new Map(),
      applications: new Map(),
      sipConnections: new Set(),
      calls: new TelnyxCalls(({ url }, eventType, payload) =>
        this.webhooks.add(telnyxWebhook(url, eventType, payload, { publicKey, signedAt: Date.now() })),
      ),
      nextId: () => String((lastId += 1n)),
    });
  }

  addNumber(apiKey: string, seed: TelnyxNumberSeed): TelnyxNumber {
    const account = this.account(apiKey);
    const number = telnyxNumber(account.nextId(), seed);
    account.numbers.set(number.id, number);
    return number;
  }

  addApplication(apiKey: string, seed: TelnyxApplicationSeed): TelnyxApplication {
    const account = this.account(apiKey);
    const application = telnyxApplication(account.nextId(), seed);
    account.applications.set(application.id, application);
    return application;
  }

  /** Returns the id of a SIP connection. */
  addSipConnection(apiKey: string): string {
    const account = this.account(apiKey);
    const id = account.nextId();
    account.sipConnections.add(id);
    return id;
  }

  /** The number as it is now. Throws for a number that was never added. */
  number(e164: string): TelnyxNumber {
    return this.find(e164).number;
  }

  application(apiKey: string, id: string): TelnyxApplication {
    const application = this.account(apiKey).applications.get(id);
    if (!application) throw new Error(`no Telnyx application ${id}`);
    return application;
  }

  applications(apiKey: string): TelnyxApplication[] {
    return [...this.account(apiKey).applications.values()];
  }

  calls(apiKey: string): TelnyxCalls {
    return this.account(apiKey).calls;
  }

  /** Somebody changes the number behind our back, say in the portal; nothing is checked. */
  editNumber(e164: string, changes: Partial<TelnyxNumber>): void {
    const { account, number } = this.find(e164);
    account.numbers.set(number.id, { ...number, ...changes });
  }

  editApplication(apiKey: string, id: string, changes: Partial<TelnyxApplication>): void {
    this.account(apiKey).applications.set(id, { ...this.application(apiKey, id), ...changes });
  }

  /** The number is given up at the carrier. */
  removeNumber(e164: string): void {
    const { account, number } = this.find(e164);
    account.numbers.delete(number.id);
  }

  /** A forward of all calls is asked before the connection. */
  override whoAnswers(e164: string): AnsweringParty {
    const { account, number } = this.find(e164);
    const target = forwardTarget(number);
    if (number.status !== 'active') return { kind: 'none' };
    if (target !== null) return { kind: 'forward', id: target };
    if (account.sipConnections.has(number.connection_id)) return { kind: 'trunk', id: number.connection_id };
    const application = account.applications.get(number.connection_id);
    if (!application?.active) return { kind: 'none' };
    const { id, webhook_event_url: url, webhook_event_failover_url: fallbackUrl } = application;
    return { kind: 'application', id, url, method: 'POST', ...(fallbackUrl !== null && { fallbackUrl }) };
  }

  override listNumbers(): string[] {
    return [...this.accounts.values()].flatMap(({ numbers }) =>
      [...numbers.values()].map((number) => number.phone_number),
    );
  }

  /** Lets the events arrive first. */
  override async close(): Promise<void> {
    await this.webhooks.idle();
    await super.close();
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const account = this.authenticate(request);
    const application = APPLICATIONS_PATH.exec(request.path);
    if (application) return handleTelnyxApplications(account, application[1], request);
    const voice = VOICE_PATH.exec(request.path);
    if (voice) return handleTelnyxVoiceSettings(account, voice[1], request);
    const [, callId, command] = COMMAND_PATH.exec(request.path) ?? [];
    if (callId && command) return account.calls.handle(decodeURIComponent(callId), command, request);
    const number = NUMBERS_PATH.exec(request.path);
    if (number) return handleTelnyxNumbers(account, number[1], request);
    if (request.path !== '/v2/public_key') throw telnyxRefusal(10005);
    if (request.method !== 'GET') throw telnyxWrongMethod();
    return { status: 200, body: { data: { public: account.publicKey, record_type: 'public_key' } } };
  }

  protected override errorBody(status: number): unknown {
    return telnyxErrorBodyOf(status);
  }

  private authenticate(request: RecordedRequest): TelnyxAccount {
    const [, key = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const account = this.accounts.get(key);
    if (!account) throw telnyxRefusal(10009);
    return account;
  }

  private account(apiKey: string): TelnyxAccount {
    const account = this.accounts.get(apiKey);
    if (!account) throw new Error('no such Telnyx account: call addAccount() first');
    return account;
  }

  private find(e164: string): { account: TelnyxAccount; number: TelnyxNumber } {
    for (const account of this.accounts.values()) {
      const number = [...account.numbers.values()].find(({ phone_number: known }) => known === e164);
      if (number) return { account, number };
    }
    throw new Error(`no Telnyx number ${e164}`);
  }
}
