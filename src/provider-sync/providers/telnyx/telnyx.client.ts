import { Injectable } from '@nestjs/common';
import type { CarrierCall } from '../../contract/carrier-call.js';
import { pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { refused } from '../../contract/carrier-fault.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { isAnything, objectOf } from '../../contract/json-shape.js';
import type { ProviderError } from '../../contract/provider-error.js';
import type { TelnyxApplication } from './telnyx.application.js';
import { isTelnyxApplication } from './telnyx.application.js';
import type { TelnyxCommand } from './telnyx.call-commands.js';
import { TELNYX, TELNYX_API } from './telnyx.metadata.js';
import type { TelnyxLinkedNumber, TelnyxNumber } from './telnyx.number.js';
import { isTelnyxLinkedNumber, isTelnyxNumber } from './telnyx.number.js';
import type { TelnyxPage } from './telnyx.page.js';
import { isDataOf, isPageOf } from './telnyx.page.js';

/** The largest that Telnyx gives. */
const PAGE_SIZE = 250;
const MAX_SEARCH_PAGES = 20;

const NUMBERS = '/v2/phone_numbers';
const APPLICATIONS = '/v2/call_control_applications';
const CALLS = '/v2/calls';

type Call = CarrierCall & { nullOn?: never };
type Filter = Readonly<Record<string, string>>;

const isPublicKey = objectOf({ public: 'text' });
const isCommandResult = isDataOf(objectOf({}));

/**
 * Numbers, their voice settings, call control applications and calls of Telnyx's API v2.
 * @see https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers-with-voice-settings
 * @see https://developers.telnyx.com/api-reference/call-control-applications/update-a-call-control-application
 */
@Injectable()
export class TelnyxClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** The number with its voice settings, or null when the account has none like it. */
  async findNumber(credentials: ProviderCredentials, e164: string, signal: AbortSignal): Promise<TelnyxNumber | null> {
    // The filter finds parts of numbers, and nothing at all for what is no digit.
    const filter = { 'filter[phone_number]': e164.replace('+', '') };
    for (let page = 1; page <= MAX_SEARCH_PAGES; page += 1) {
      const { items, isLast } = await this.listNumbers(credentials, { filter, page }, signal);
      const found = items.find(({ phone_number: number }) => number === e164);
      if (found || isLast) return found ?? null;
    }
    return null;
  }

  /** Numbers with their voice settings. @param page counted from 1 */
  async listNumbers(
    credentials: ProviderCredentials,
    { filter = {}, page }: { filter?: Filter; page: number },
    signal: AbortSignal,
  ): Promise<TelnyxPage<TelnyxNumber>> {
    return this.list(this.call(credentials, `${NUMBERS}/voice`), { filter, page }, isTelnyxNumber, signal);
  }

  /** Numbers that are linked to one connection; the list with voice settings has no such filter. */
  async listLinkedNumbers(
    credentials: ProviderCredentials,
    { connectionId, page }: { connectionId: string; page: number },
    signal: AbortSignal,
  ): Promise<TelnyxPage<TelnyxLinkedNumber>> {
    const filter = { 'filter[connection_id]': connectionId };
    return this.list(this.call(credentials, NUMBERS), { filter, page }, isTelnyxLinkedNumber, signal);
  }

  async updateNumber(
    credentials: ProviderCredentials,
    id: string,
    update: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, `${NUMBERS}/${pathSegment(id)}`);
    await this.http.send({ ...call, method: 'PATCH', json: update }, isAnything, signal);
  }

  async updateVoiceSettings(
    credentials: ProviderCredentials,
    id: string,
    update: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, `${NUMBERS}/${pathSegment(id)}/voice`);
    await this.http.send({ ...call, method: 'PATCH', json: update }, isAnything, signal);
  }

  /** Applications whose names contain this one, in whatever case. @param page counted from 1 */
  async listApplications(
    credentials: ProviderCredentials,
    { name, page }: { name: string; page: number },
    signal: AbortSignal,
  ): Promise<TelnyxPage<TelnyxApplication>> {
    const filter = { 'filter[application_name][contains]': name };
    return this.list(this.call(credentials, APPLICATIONS), { filter, page }, isTelnyxApplication, signal);
  }

  async getApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<TelnyxApplication | null> {
    const call = { ...this.applicationCall(credentials, applicationId), nullOn: [404] };
    const answer = await this.http.send(call, isDataOf(isTelnyxApplication), signal);
    return answer && answer.data;
  }

  /** Makes an application and answers its id. Sent once: when the answer is lost, the application can be found by name. */
  async createApplication(
    credentials: ProviderCredentials,
    application: JsonObject,
    signal: AbortSignal,
  ): Promise<string> {
    const call: Call = { ...this.call(credentials, APPLICATIONS), method: 'POST', json: application };
    const { data } = await this.http.send(call, isDataOf(isTelnyxApplication), signal);
    return data.id;
  }

  async updateApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    update: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.applicationCall(credentials, applicationId);
    await this.http.send({ ...call, method: 'PATCH', json: update }, isAnything, signal);
  }

  async deleteApplication(credentials: ProviderCredentials, applicationId: string, signal: AbortSignal): Promise<void> {
    const call = this.applicationCall(credentials, applicationId);
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  /** The key that verifies the webhooks of the account, in base64; null where it is not shown to this API key. */
  async getPublicKey(credentials: ProviderCredentials, signal: AbortSignal): Promise<string | null> {
    const call = { ...this.call(credentials, '/v2/public_key'), nullOn: [403, 404] };
    const answer = await this.http.send(call, isDataOf(isPublicKey), signal);
    return answer && answer.data.public;
  }

  /** Commands a call. */
  async command(
    credentials: ProviderCredentials,
    callId: string,
    command: TelnyxCommand,
    signal: AbortSignal,
  ): Promise<void> {
    await this.http.send(this.commandCall(credentials, callId, command), isCommandResult, signal);
  }

  /**
   * Commands the end of a call.
   * @returns whether Telnyx takes it; it does not for a call that is over, or in a state that has another command for it
   */
  async endCall(
    credentials: ProviderCredentials,
    callId: string,
    command: TelnyxCommand,
    signal: AbortSignal,
  ): Promise<boolean> {
    // The bodies are constant, so 422 can only be about the call: 90018 for one that is over, 90015 for one long gone.
    const call = { ...this.commandCall(credentials, callId, command), nullOn: [404, 422] };
    return (await this.http.send(call, isCommandResult, signal)) !== null;
  }

  /** What to throw when what was to be changed has left the account. */
  notOwned(credentials: ProviderCredentials): ProviderError {
    return refused(this.call(credentials, '').account, null, 'NOT_OWNED');
  }

  private async list<T>(
    call: Call,
    { filter, page }: { filter: Filter; page: number },
    isItem: Shape<T>,
    signal: AbortSignal,
  ): Promise<TelnyxPage<T>> {
    const query = { ...filter, 'page[number]': page, 'page[size]': PAGE_SIZE };
    const { data, meta } = await this.http.send({ ...call, query }, isPageOf(isItem), signal);
    return { items: data, isLast: page >= meta.total_pages || data.length === 0 };
  }

  private applicationCall(credentials: ProviderCredentials, applicationId: string): Call {
    return this.call(credentials, `${APPLICATIONS}/${pathSegment(applicationId)}`);
  }

  private commandCall(credentials: ProviderCredentials, callId: string, { name, body }: TelnyxCommand): Call {
    const call = this.call(credentials, `${CALLS}/${pathSegment(callId)}/actions/${name}`);
    // Calls do not queue behind inventories, nor the other way round.
    const account = { ...call.account, id: `calls of ${call.account.id}` };
    return { ...call, account, method: 'POST', json: body, isRepeatable: true };
  }

  private call(credentials: ProviderCredentials, path: string): Call {
    const apiKey = credential(credentials, 'api_key');
    return {
      account: {
        provider: TELNYX.provider,
        displayName: TELNYX.displayName,
        // The account has an id that no credential names; one API key belongs to one account.
        id: apiKey,
        secret: apiKey,
        credentialLabels: ['API Key'],
      },
      method: 'GET',
      url: `${this.endpoints.urlOf(TELNYX_API)}${path}`,
      headers: { authorization: `Bearer ${apiKey}` },
    };
  }
}
