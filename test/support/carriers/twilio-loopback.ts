import type { AnsweringParty } from './answering-party.js';
import { parseBasicCredentials } from './basic-credentials.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import { mediaType } from './media-type.js';
import type { RecordedRequest } from './recorded-request.js';
import { type TwilioAccount, twilioAccountResource, type TwilioApplication } from './twilio-account.js';
import {
  twilioBadRequest,
  twilioErrorBody,
  twilioForbidden,
  twilioNotFound,
  twilioUnauthenticated,
  twilioWrongMethod,
} from './twilio-errors.js';
import { type TwilioNumber, twilioNumber, type TwilioNumberSeed, twilioSid } from './twilio-number.js';
import { twilioNumberPage } from './twilio-number-list.js';
import { updatedTwilioNumber } from './twilio-number-update.js';

const ACCOUNT_PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\.json$/;
const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/IncomingPhoneNumbers(?:\/(PN[0-9a-fA-F]{32}))?\.json$/;

/** Twilio's error codes for the statuses that a test switches on. */
const CODES: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [20001, 'Bad request'],
  401: [20003, 'Authenticate'],
  403: [20403, 'Forbidden'],
  404: [20404, 'The requested resource was not found'],
  429: [20429, 'Too Many Requests'],
  503: [20503, 'Service unavailable'],
};

/** `https://api.twilio.com`, as far as IncomingPhoneNumbers and their account go. Buying and releasing numbers is refused with 405. */
export class TwilioLoopback extends LoopbackCarrier {
  protected readonly hosts = ['api.twilio.com'];

  private readonly accounts = new Map<string, TwilioAccount>();

  addAccount(account: { readonly accountSid: string; readonly authToken: string }): void {
    this.accounts.set(account.accountSid, {
      sid: account.accountSid,
      authToken: account.authToken,
      status: 'active',
      numbers: [],
      applications: new Map(),
      trunks: new Set(),
    });
  }

  /** Twilio suspends the account, or its owner closes it. */
  setStatus(accountSid: string, status: TwilioAccount['status']): void {
    this.account(accountSid).status = status;
  }

  addNumber(accountSid: string, seed: TwilioNumberSeed): TwilioNumber {
    const number = twilioNumber(accountSid, seed);
    this.account(accountSid).numbers.push(number);
    return number;
  }

  addApplication(
    accountSid: string,
    seed: Partial<TwilioApplication> & { readonly friendly_name: string },
  ): TwilioApplication {
    const sid = seed.sid ?? twilioSid('AP', seed.friendly_name);
    const application = { sid, voice_url: '', voice_method: 'POST', voice_fallback_url: '', ...seed };
    this.account(accountSid).applications.set(sid, application);
    return application;
  }

  /** Returns the SID of a SIP trunk. */
  addTrunk(accountSid: string, name: string): string {
    const sid = twilioSid('TK', name);
    this.account(accountSid).trunks.add(sid);
    return sid;
  }

  /** A copy of the number as it is now. Throws for a number that was never added. */
  number(e164: string): TwilioNumber {
    const { account, index } = this.find(e164);
    return structuredClone(account.numbers[index] as TwilioNumber);
  }

  /** Somebody changes the number behind our back, say in the console; nothing is checked. */
  editNumber(e164: string, changes: Partial<TwilioNumber>): void {
    const { account, index } = this.find(e164);
    account.numbers[index] = { ...(account.numbers[index] as TwilioNumber), ...changes };
  }

  /** The number is released at the carrier. */
  removeNumber(e164: string): void {
    const { account, index } = this.find(e164);
    account.numbers.splice(index, 1);
  }

  /** A trunk comes first, then a TwiML application, then the number's own URL. */
  override whoAnswers(e164: string): AnsweringParty {
    const { account } = this.find(e164);
    const number = this.number(e164);
    if (number.trunk_sid) return { kind: 'trunk', id: number.trunk_sid };
    if (number.voice_application_sid) {
      const application = account.applications.get(number.voice_application_sid);
      if (!application?.voice_url) return { kind: 'none' };
      return { kind: 'application', id: application.sid, ...webhook(application) };
    }
    return number.voice_url ? { kind: 'url', ...webhook(number) } : { kind: 'none' };
  }

  override listNumbers(): string[] {
    return [...this.accounts.values()].flatMap(({ numbers }) => numbers.map((number) => number.phone_number));
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const [, accountOnly] = ACCOUNT_PATH.exec(request.path) ?? [];
    const [, accountSid = accountOnly, numberSid] = PATH.exec(request.path) ?? [];
    const account = this.authenticate(request, accountSid);
    if (accountSid === undefined) throw twilioNotFound(request.path);
    if (accountOnly !== undefined) return showAccount(account, request);
    if (account.status !== 'active') throw twilioForbidden();
    if (numberSid === undefined) return this.list(account, request);
    const index = account.numbers.findIndex((number) => number.sid === numberSid);
    const number = account.numbers[index];
    if (!number) throw twilioNotFound(request.path);
    if (request.method === 'GET') return { status: 200, body: number };
    if (request.method !== 'POST') throw twilioWrongMethod();
    const updated = updatedTwilioNumber(number, readForm(request), account);
    account.numbers[index] = updated;
    return { status: 200, body: updated };
  }

  protected override errorBody(status: number): unknown {
    const [code, message] = CODES[status] ?? [20500, 'Internal Server Error'];
    return twilioErrorBody(status, code, message);
  }

  private list(account: TwilioAccount, request: RecordedRequest): CarrierAnswer {
    if (request.method !== 'GET') throw twilioWrongMethod();
    return { status: 200, body: twilioNumberPage(account.numbers, request.path, request.query) };
  }

  private authenticate(request: RecordedRequest, accountSid: string | undefined): TwilioAccount {
    const credentials = parseBasicCredentials(request.headers.authorization);
    const account = this.accounts.get(credentials?.user ?? '');
    if (!account || account.authToken !== credentials?.password) throw twilioUnauthenticated();
    // Another account's path is not ours to see, whether it exists or not.
    if (accountSid !== undefined && accountSid !== account.sid) throw twilioUnauthenticated();
    return account;
  }

  private account(accountSid: string): TwilioAccount {
    const account = this.accounts.get(accountSid);
    if (!account) throw new Error(`no Twilio account ${accountSid}: call addAccount() first`);
    return account;
  }

  private find(e164: string): { account: TwilioAccount; index: number } {
    for (const account of this.accounts.values()) {
      const index = account.numbers.findIndex((number) => number.phone_number === e164);
      if (index >= 0) return { account, index };
    }
    throw new Error(`no Twilio number ${e164}`);
  }
}

function showAccount(account: TwilioAccount, { method, query }: RecordedRequest): CarrierAnswer {
  if (method !== 'GET') throw twilioWrongMethod();
  if (query.size > 0) throw twilioBadRequest(20001, 'The account takes no parameters');
  return { status: 200, body: twilioAccountResource(account) };
}

function webhook(owner: TwilioNumber | TwilioApplication): Pick<AnsweringParty, 'url' | 'method' | 'fallbackUrl'> {
  const { voice_url: url, voice_method: method, voice_fallback_url: fallbackUrl } = owner;
  return { url, method, ...(fallbackUrl && { fallbackUrl }) };
}

function readForm(request: RecordedRequest): URLSearchParams {
  if (request.body !== '' && mediaType(request) !== 'application/x-www-form-urlencoded') {
    throw twilioBadRequest(20001, 'The body must be application/x-www-form-urlencoded');
  }
  return new URLSearchParams(request.body);
}
