import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { basicAuth, pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { refused } from '../../contract/carrier-fault.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject, objectOf } from '../../contract/json-shape.js';
import type { ProviderEndpoint } from '../../contract/provider-metadata.js';
import type { ProviderError } from '../../contract/provider-error.js';
import type { VonageApplication } from './vonage.application.js';
import { isVonageApplication } from './vonage.application.js';
import { VONAGE, VONAGE_API, VONAGE_REST } from './vonage.metadata.js';
import type { VonageNumber, VonageNumberPage } from './vonage.number.js';
import { isVonageNumberPage } from './vonage.number.js';

/** The largest that Vonage gives. */
const PAGE_SIZE = 100;
const MAX_PAGES = 20;
const STARTS_WITH = 0;

const isOutcome = objectOf({ 'error-code': 'text' });

/** Some numbers of the account. */
export interface VonageNumbers {
  numbers: VonageNumber[];
  isLast: boolean;
}

/**
 * Numbers API 1, Application API 2 and the balance of Account API 1 of Vonage.
 * @see https://developer.vonage.com/en/api/numbers
 * @see https://developer.vonage.com/en/api/application.v2
 * @see https://developer.vonage.com/en/api/account
 */
@Injectable()
export class VonageClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** The number with exactly these digits, or null when the account has none. */
  async findNumber(
    credentials: ProviderCredentials,
    digits: string,
    signal: AbortSignal,
  ): Promise<VonageNumber | null> {
    const filter = { pattern: digits, search_pattern: STARTS_WITH };
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const { numbers, isLast } = await this.listNumbers(credentials, { filter, page }, signal);
      const found = numbers.find(({ msisdn }) => msisdn === digits);
      if (found || isLast) return found ?? null;
    }
    return null;
  }

  /** @param page counted from 1 */
  async listNumbers(
    credentials: ProviderCredentials,
    { filter = {}, page }: { filter?: Readonly<Record<string, string | number>>; page: number },
    signal: AbortSignal,
  ): Promise<VonageNumbers> {
    const call = this.call(credentials, VONAGE_REST, '/account/numbers');
    const query = { ...filter, size: PAGE_SIZE, index: page };
    const answer: VonageNumberPage = await this.http.send({ ...call, query }, isVonageNumberPage, signal);
    const { numbers = [], count = Number.POSITIVE_INFINITY } = answer;
    return { numbers, isLast: numbers.length < PAGE_SIZE || page * PAGE_SIZE >= count };
  }

  /** Reads the balance of the account, which tells whether its credentials work. Nothing of it is looked at. */
  async getBalance(credentials: ProviderCredentials, signal: AbortSignal): Promise<void> {
    await this.http.send(this.call(credentials, VONAGE_REST, '/account/get-balance'), isJsonObject, signal);
  }

  /** Replaces the settings of a number; what the form leaves out is cleared. */
  async updateNumber(
    credentials: ProviderCredentials,
    form: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, VONAGE_REST, '/number/update');
    const outcome = await this.http.send({ ...call, method: 'POST', form }, isOutcome, signal);
    const code = Number(outcome['error-code']);
    if (code !== 200) throw refused(call.account, Number.isInteger(code) ? code : null);
  }

  async getApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<VonageApplication | null> {
    const call = this.applicationCall(credentials, applicationId);
    return this.http.send({ ...call, nullOn: [404] }, isVonageApplication, signal);
  }

  /** Replaces an application. */
  async putApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    application: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.applicationCall(credentials, applicationId);
    await this.http.send({ ...call, method: 'PUT', json: application }, isVonageApplication, signal);
  }

  /** What to throw when what was to be changed has left the account. */
  notOwned(credentials: ProviderCredentials): ProviderError {
    return refused(this.account(credentials), null, 'NOT_OWNED');
  }

  private applicationCall(credentials: ProviderCredentials, applicationId: string): CarrierCall & { nullOn?: never } {
    return this.call(credentials, VONAGE_API, `/v2/applications/${pathSegment(applicationId)}`);
  }

  private call(
    credentials: ProviderCredentials,
    endpoint: ProviderEndpoint,
    path: string,
  ): CarrierCall & { nullOn?: never } {
    return {
      account: this.account(credentials),
      method: 'GET',
      url: `${this.endpoints.urlOf(endpoint)}${path}`,
      headers: basicAuth(credential(credentials, 'api_key'), credential(credentials, 'api_secret')),
    };
  }

  private account(credentials: ProviderCredentials): CarrierAccount {
    return {
      provider: VONAGE.provider,
      displayName: VONAGE.displayName,
      id: credential(credentials, 'api_key'),
      secret: credential(credentials, 'api_secret'),
      credentialLabels: ['API Key', 'API Secret'],
    };
  }
}
