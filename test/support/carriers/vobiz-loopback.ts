import { randomUUID } from 'node:crypto';
import type { AnsweringParty } from './answering-party.js';
import type { CarrierAnswer } from './carrier-answer.js';
import { LoopbackCarrier } from './loopback-carrier.js';
import type { RecordedRequest } from './recorded-request.js';
import type { VobizAccount } from './vobiz-account.js';
import { type VobizApplication, vobizApplication, type VobizApplicationSeed } from './vobiz-application.js';
import { handleVobizApplications, nextVobizAppId } from './vobiz-applications.js';
import { vobizErrorBody, vobizRefusal } from './vobiz-errors.js';
import { type VobizNumber, vobizNumber, type VobizNumberSeed } from './vobiz-number.js';
import { handleVobizNumberApplication, handleVobizNumberTrunk, listVobizNumbers } from './vobiz-numbers.js';

const ACCOUNT_PATH = /^\/api\/v1\/Account\/([A-Za-z0-9_]+)\/(.*)$/;
/** Applications end in a slash. */
const APPLICATION_PATH = /^Application\/(?:(\d+)\/)?$/;
/** Numbers do not, are written in lower case, and a plus that is not encoded does not match. */
const NUMBER_PATH = /^numbers\/%2B(\d+)\/(application|assign)$/;

/** `https://api.vobiz.ai`, as far as numbers and applications go. */
export class VobizLoopback extends LoopbackCarrier {
  protected readonly hosts = ['api.vobiz.ai'];

  private readonly accounts = new Map<string, VobizAccount>();

  /** Stands for `https://api.vobiz.ai/api`. */
  get apiBaseUrl(): string {
    return `${this.baseUrl}/api`;
  }

  addAccount(account: {
    readonly authId: string;
    readonly authToken: string;
    readonly refusesRelinking?: boolean;
  }): void {
    this.accounts.set(account.authId, {
      refusesRelinking: false,
      ...account,
      numbers: new Map(),
      applications: new Map(),
      trunks: new Set(),
    });
  }

  addNumber(authId: string, seed: VobizNumberSeed): VobizNumber {
    const number = vobizNumber(seed);
    this.account(authId).numbers.set(number.e164, number);
    return number;
  }

  addApplication(authId: string, seed: VobizApplicationSeed): VobizApplication {
    const account = this.account(authId);
    const application = vobizApplication(seed.app_id ?? nextVobizAppId(account), seed);
    account.applications.set(application.app_id, application);
    return application;
  }

  /** Returns the id of an inbound SIP trunk. */
  addTrunk(authId: string): string {
    const trunkId = randomUUID();
    this.account(authId).trunks.add(trunkId);
    return trunkId;
  }

  /** The number as it is now. Throws for a number that was never added. */
  number(e164: string): VobizNumber {
    return this.find(e164).number;
  }

  application(authId: string, appId: string): VobizApplication {
    const application = this.account(authId).applications.get(appId);
    if (!application) throw new Error(`no Vobiz application ${appId}`);
    return application;
  }

  applications(authId: string): VobizApplication[] {
    return [...this.account(authId).applications.values()];
  }

  /** Somebody changes the number behind our back, say in the console; nothing is checked. */
  editNumber(e164: string, changes: Partial<VobizNumber>): void {
    const { account, number } = this.find(e164);
    account.numbers.set(e164, { ...number, ...changes });
  }

  editApplication(authId: string, appId: string, changes: Partial<VobizApplication>): void {
    this.account(authId).applications.set(appId, { ...this.application(authId, appId), ...changes });
  }

  /** The number is released at the carrier. */
  removeNumber(e164: string): void {
    this.find(e164).account.numbers.delete(e164);
  }

  /** Which of trunk and application wins is not documented; here it is the trunk, which is the worse for us. */
  override whoAnswers(e164: string): AnsweringParty {
    const { account, number } = this.find(e164);
    if (number.trunkGroupId !== null) return { kind: 'trunk', id: number.trunkGroupId };
    const application = account.applications.get(number.applicationId ?? '');
    if (!application?.enabled) return { kind: 'none' };
    const { app_id: id, answer_url: url, answer_method: method, fallback_answer_url: fallbackUrl } = application;
    return { kind: 'application', id, url, method, ...(fallbackUrl !== null && { fallbackUrl }) };
  }

  override listNumbers(): string[] {
    return [...this.accounts.values()].flatMap(({ numbers }) => [...numbers.keys()]);
  }

  protected override handle(request: RecordedRequest): CarrierAnswer {
    const [, authId, path = ''] = ACCOUNT_PATH.exec(request.path) ?? [];
    const account = this.authenticate(request, authId);
    if (path === 'numbers') return listVobizNumbers(account, request);
    const [, digits, what] = NUMBER_PATH.exec(path) ?? [];
    if (digits !== undefined) {
      const handle = what === 'assign' ? handleVobizNumberTrunk : handleVobizNumberApplication;
      return handle(account, `+${digits}`, request);
    }
    const application = APPLICATION_PATH.exec(path);
    if (application) return handleVobizApplications(account, application[1], request);
    throw vobizRefusal(404, 'no such resource');
  }

  protected override errorBody(status: number): unknown {
    return vobizErrorBody(status);
  }

  private authenticate({ headers }: RecordedRequest, authId: string | undefined): VobizAccount {
    const account = this.accounts.get(String(headers['x-auth-id']));
    if (account?.authToken !== headers['x-auth-token'] || account === undefined) {
      throw vobizRefusal(401, 'invalid credentials');
    }
    if (authId !== undefined && authId !== account.authId) throw vobizRefusal(403, 'not your account');
    return account;
  }

  private account(authId: string): VobizAccount {
    const account = this.accounts.get(authId);
    if (!account) throw new Error(`no Vobiz account ${authId}: call addAccount() first`);
    return account;
  }

  private find(e164: string): { account: VobizAccount; number: VobizNumber } {
    for (const account of this.accounts.values()) {
      const number = account.numbers.get(e164);
      if (number) return { account, number };
    }
    throw new Error(`no Vobiz number ${e164}`);
  }
}
