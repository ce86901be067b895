import { randomUUID } from 'node:crypto';
import type { AnsweringParty } from './answering-party.js';
import { parseBasicCredentials } from './basic-credentials.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { e164Digits } from './e164-digits.js';
import { isJsonObject } from './json-object.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VonageAccount } from './vonage-account.js';
import { showVonageBalance } from './vonage-balance.js';
import type { VonageApplication } from './vonage-application.js';
import { handleVonageApplications, type OmittedOnPut } from './vonage-applications.js';
import { type VonageNumber, vonageNumber, type VonageNumberSeed } from './vonage-number.js';
import { vonageNumberBody, vonageNumberRefusal } from './vonage-number-errors.js';
import { listVonageNumbers, updateVonageNumber } from './vonage-numbers.js';
import { vonageProblem, vonageRefusal } from './vonage-problems.js';

const APPLICATIONS_HOST = 'api.nexmo.com';
const REST_HOST = 'rest.nexmo.com';
const APPLICATIONS_PATH = /^\/v2\/applications(?:\/([^/]+))?$/;

export type VonageApplicationSeed = Partial<VonageApplication> & { readonly name: string };

/** `https://api.nexmo.com/v2/applications` at one port, numbers and balance of `https://rest.nexmo.com` at another. */
export class VonageLoopback extends LoopbackCarrier {
  protected readonly hosts = [APPLICATIONS_HOST, REST_HOST];

  private readonly accounts = new Map<string, VonageAccount>();
  private readonly omittedOnPut: OmittedOnPut;

  constructor(options: { readonly omittedOnPut?: OmittedOnPut } = {}) {
    super();
    this.omittedOnPut = options.omittedOnPut ?? 'kept';
  }

  /** Stands for `https://api.nexmo.com`, without `/v2/applications`. */
  get applicationsBaseUrl(): string {
    return this.urlOf(APPLICATIONS_HOST);
  }

  /** Stands for `https://rest.nexmo.com`. */
  get restBaseUrl(): string {
    return this.urlOf(REST_HOST);
  }

  addAccount(account: { readonly apiKey: string; readonly apiSecret: string }): void {
    this.accounts.set(account.apiKey, { ...account, applications: new Map(), numbers: new Map() });
  }

  addNumber(apiKey: string, seed: VonageNumberSeed): VonageNumber {
    const number = vonageNumber(seed);
    this.account(apiKey).numbers.set(number.msisdn, number);
    return number;
  }

  addApplication(apiKey: string, seed: VonageApplicationSeed): VonageApplication {
    const application = { id: randomUUID(), capabilities: {}, publicKey: null, improveAi: false, ...seed };
    this.account(apiKey).applications.set(application.id, application);
    return application;
  }

  /** The number as it is now. Throws for a number that was never added. */
  number(e164: string): VonageNumber {
    return this.find(e164).number;
  }

  application(apiKey: string, id: string): VonageApplication {
    const application = this.account(apiKey).applications.get(id);
    if (!application) throw new Error(`no Vonage application ${id}`);
    return structuredClone(application);
  }

  applications(apiKey: string): VonageApplication[] {
    return structuredClone([...this.account(apiKey).applications.values()]);
  }

  /** Somebody sets the number anew behind our back, say in the dashboard; nothing is checked. */
  editNumber(e164: string, edit: (number: VonageNumber) => VonageNumber): void {
    const { account, number } = this.find(e164);
    account.numbers.set(number.msisdn, edit(number));
  }

  editApplication(apiKey: string, id: string, changes: Partial<VonageApplication>): void {
    this.account(apiKey).applications.set(id, { ...this.application(apiKey, id), ...changes });
  }

  /** The number is cancelled at the carrier. */
  removeNumber(e164: string): void {
    const { account, number } = this.find(e164);
    account.numbers.delete(number.msisdn);
  }

  /** "If set, `sip` or `tel` are prioritized over the Voice capability in your Application." */
  override whoAnswers(e164: string): AnsweringParty {
    const { account, number } = this.find(e164);
    const { voiceCallbackType: type, voiceCallbackValue: value = '' } = number;
    if (type === 'sip' || type === 'tel') return { kind: 'forward', id: value };
    // The deprecated type `app` is the older way to write `app_id`.
    const application = account.applications.get(number.app_id ?? (type === 'app' ? value : ''));
    return application ? voiceOf(application) : { kind: 'none' };
  }

  override listNumbers(): string[] {
    return [...this.accounts.values()].flatMap(({ numbers }) => [...numbers.keys()].map((digits) => `+${digits}`));
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    if (request.host === APPLICATIONS_HOST) return this.handleApplications(request);
    const account = this.authenticate(request, request.query);
    if (!account) throw vonageNumberRefusal(401);
    if (request.path === '/account/numbers') return listVonageNumbers(account, request);
    if (request.path === '/account/get-balance') return showVonageBalance(request);
    if (request.path === '/number/update') return updateVonageNumber(account, request);
    throw vonageNumberRefusal(404);
  }

  protected override errorBody(status: number, request: RecordedRequest): unknown {
    return request.host === APPLICATIONS_HOST ? vonageProblem(status) : vonageNumberBody(status);
  }

  private handleApplications(request: RecordedRequest): CarrierAnswer {
    const account = this.authenticate(request, new URLSearchParams());
    if (!account) throw vonageRefusal(401);
    const match = APPLICATIONS_PATH.exec(request.path);
    if (!match) throw vonageRefusal(404);
    return handleVonageApplications(account, match[1], request, this.omittedOnPut);
  }

  /** Basic everywhere; the Numbers API also takes the credentials in the query, as its older reference has it. */
  private authenticate(request: RecordedRequest, query: URLSearchParams): VonageAccount | undefined {
    const basic = parseBasicCredentials(request.headers.authorization);
    const account = this.accounts.get(basic?.user ?? query.get('api_key') ?? '');
    const secret = basic?.password ?? query.get('api_secret');
    return account?.apiSecret === secret ? account : undefined;
  }

  private account(apiKey: string): VonageAccount {
    const account = this.accounts.get(apiKey);
    if (!account) throw new Error(`no Vonage account ${apiKey}: call addAccount() first`);
    return account;
  }

  private find(e164: string): { account: VonageAccount; number: VonageNumber } {
    for (const account of this.accounts.values()) {
      const number = account.numbers.get(e164Digits(e164));
      if (number) return { account, number };
    }
    throw new Error(`no Vonage number ${e164}`);
  }
}

function voiceOf({ id, capabilities }: VonageApplication): AnsweringParty {
  const { voice } = capabilities;
  const webhooks = isJsonObject(voice) ? voice['webhooks'] : undefined;
  const { answer_url: answer, fallback_answer_url: fallback } = isJsonObject(webhooks) ? webhooks : {};
  if (!isJsonObject(answer) || typeof answer['address'] !== 'string') return { kind: 'none' };
  const fallbackUrl = isJsonObject(fallback) ? fallback['address'] : undefined;
  return {
    kind: 'application',
    id,
    url: answer['address'],
    method: typeof answer['http_method'] === 'string' ? answer['http_method'] : 'GET',
    ...(typeof fallbackUrl === 'string' && { fallbackUrl }),
  };
}
