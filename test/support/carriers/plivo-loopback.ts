import type { AnsweringParty } from './answering-party.js';
import { parseBasicCredentials } from './basic-credentials.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { e164Digits } from './e164-digits.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import { handlePlivoAccount, type PlivoAccount } from './plivo-account.js';
import { type PlivoApplication, plivoApplication, type PlivoApplicationSeed } from './plivo-application.js';
import { handlePlivoApplications, nextPlivoAppId, savePlivoApplication } from './plivo-applications.js';
import { plivoBody, plivoNotFound, plivoRefusal } from './plivo-errors.js';
import { type PlivoNumber, plivoNumber, type PlivoNumberSeed } from './plivo-number.js';
import { handlePlivoNumbers } from './plivo-numbers.js';
import type { RecordedRequest } from './recorded-request.js';

/** Plivo's paths end in a slash. */
const PATH = /^\/v1\/Account\/([A-Z0-9]+)\/(?:(Number|Application)\/(?:(\d+)\/)?)?$/;

const ERRORS: Readonly<Record<number, string>> = {
  400: 'a parameter is missing or is invalid',
  401: 'authentication failed',
  404: 'not found',
  405: 'method not allowed',
  429: 'too many requests, rate limited',
};

/** `https://api.plivo.com`, as far as accounts, numbers and applications go. */
export class PlivoLoopback extends LoopbackCarrier {
  protected readonly hosts = ['api.plivo.com'];

  private readonly accounts = new Map<string, PlivoAccount>();

  addAccount(account: {
    readonly authId: string;
    readonly authToken: string;
    readonly subaccounts?: readonly string[];
  }): void {
    this.accounts.set(account.authId, {
      authId: account.authId,
      authToken: account.authToken,
      numbers: new Map(),
      applications: new Map(),
      trunks: new Set(),
      subaccounts: new Set(account.subaccounts),
    });
  }

  /** A number added without an application is given the account's default application, as on renting one. */
  addNumber(authId: string, seed: PlivoNumberSeed): PlivoNumber {
    const account = this.account(authId);
    const byDefault = [...account.applications.values()].find((application) => application.default_number_app);
    const number = plivoNumber({ appId: byDefault?.app_id ?? null, ...seed });
    account.numbers.set(number.number, number);
    return number;
  }

  addApplication(authId: string, seed: PlivoApplicationSeed): PlivoApplication {
    const account = this.account(authId);
    const application = plivoApplication(seed.app_id ?? nextPlivoAppId(account), seed);
    savePlivoApplication(account, application);
    return application;
  }

  /** Returns the id of a Zentrunk inbound trunk. */
  addTrunk(authId: string): string {
    const account = this.account(authId);
    const trunkId = nextPlivoAppId(account);
    account.trunks.add(trunkId);
    return trunkId;
  }

  /** The number as it is now. Throws for a number that was never added. */
  number(e164: string): PlivoNumber {
    return this.find(e164).number;
  }

  application(authId: string, appId: string): PlivoApplication {
    const application = this.account(authId).applications.get(appId);
    if (!application) throw new Error(`no Plivo application ${appId}`);
    return application;
  }

  applications(authId: string): PlivoApplication[] {
    return [...this.account(authId).applications.values()];
  }

  /** Somebody changes the number behind our back, say in the console; nothing is checked. */
  editNumber(e164: string, changes: Partial<PlivoNumber>): void {
    const { account, number } = this.find(e164);
    account.numbers.set(number.number, { ...number, ...changes });
  }

  editApplication(authId: string, appId: string, changes: Partial<PlivoApplication>): void {
    savePlivoApplication(this.account(authId), { ...this.application(authId, appId), ...changes });
  }

  /** The number is unrented at the carrier. */
  removeNumber(e164: string): void {
    const { account, number } = this.find(e164);
    account.numbers.delete(number.number);
  }

  override whoAnswers(e164: string): AnsweringParty {
    const { account, number } = this.find(e164);
    if (number.appId === null) return { kind: 'none' };
    if (account.trunks.has(number.appId)) return { kind: 'trunk', id: number.appId };
    const application = account.applications.get(number.appId);
    if (!application?.enabled) return { kind: 'none' };
    const { app_id: id, answer_url: url, answer_method: method, fallback_answer_url: fallbackUrl } = application;
    return { kind: 'application', id, url, method, ...(fallbackUrl && { fallbackUrl }) };
  }

  override listNumbers(): string[] {
    return [...this.accounts.values()].flatMap(({ numbers }) => [...numbers.keys()].map((digits) => `+${digits}`));
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const [, authId, collection, id] = PATH.exec(request.path) ?? [];
    const account = this.authenticate(request, authId);
    if (collection === 'Number') return handlePlivoNumbers(account, id, request);
    if (collection === 'Application') return handlePlivoApplications(account, id, request);
    if (authId !== undefined) return handlePlivoAccount(account, request);
    throw plivoNotFound();
  }

  protected override errorBody(status: number): unknown {
    return plivoBody({ error: ERRORS[status] ?? 'server error' });
  }

  private authenticate(request: RecordedRequest, authId: string | undefined): PlivoAccount {
    const credentials = parseBasicCredentials(request.headers.authorization);
    const account = this.accounts.get(credentials?.user ?? '');
    const isOwner = account !== undefined && account.authToken === credentials?.password;
    if (!isOwner || (authId !== undefined && authId !== account.authId)) {
      throw plivoRefusal(401, 'authentication failed');
    }
    return account;
  }

  private account(authId: string): PlivoAccount {
    const account = this.accounts.get(authId);
    if (!account) throw new Error(`no Plivo account ${authId}: call addAccount() first`);
    return account;
  }

  private find(e164: string): { account: PlivoAccount; number: PlivoNumber } {
    for (const account of this.accounts.values()) {
      const number = account.numbers.get(e164Digits(e164));
      if (number) return { account, number };
    }
    throw new Error(`no Plivo number ${e164}`);
  }
}
