import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { basicAuth, pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import type { Shape } from '../../contract/json-shape.js';
import { isAnything, objectOf } from '../../contract/json-shape.js';
import { PLIVO, PLIVO_API } from './plivo.metadata.js';
import type { PlivoApplication, PlivoNumber, PlivoPage } from './plivo.resources.js';
import { isCreatedApplication, isPageOf, isPlivoApplication, isPlivoNumber } from './plivo.resources.js';

/** The largest that Plivo gives. */
const PAGE_SIZE = 20;

const isAccount = objectOf({ auth_id: 'text' });

type Parameters = Readonly<Record<string, string>>;

/**
 * The account, its numbers and its applications in Plivo's API v1.
 * @see https://www.plivo.com/docs/account/api/account
 * @see https://www.plivo.com/docs/numbers/api/account-phone-number
 * @see https://www.plivo.com/docs/account/api/application
 */
@Injectable()
export class PlivoClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** Reads the account, which tells only whether its credentials work. */
  async getAccount(credentials: ProviderCredentials, signal: AbortSignal): Promise<void> {
    await this.http.send(this.call(credentials), isAccount, signal);
  }

  /** The number with these digits, or null when the account has none. */
  async getNumber(credentials: ProviderCredentials, digits: string, signal: AbortSignal): Promise<PlivoNumber | null> {
    const call = this.call(credentials, 'Number', digits);
    const number = await this.http.send({ ...call, nullOn: [404] }, isPlivoNumber, signal);
    return number?.number === digits ? number : null;
  }

  /**
   * Links the number to an application. An empty string unlinks, while null is answered with "changed" and does nothing.
   * @see https://github.com/plivo/plivo-node/issues/63
   */
  async linkNumber(
    credentials: ProviderCredentials,
    digits: string,
    applicationId: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, 'Number', digits);
    await this.http.send({ ...call, method: 'POST', json: { app_id: applicationId ?? '' } }, isAnything, signal);
  }

  async listNumbers(
    credentials: ProviderCredentials,
    page: number,
    signal: AbortSignal,
  ): Promise<PlivoPage<PlivoNumber>> {
    return this.list(this.call(credentials, 'Number'), { page }, isPlivoNumber, signal);
  }

  /** Applications whose names begin with this one. */
  async listApplications(
    credentials: ProviderCredentials,
    { name, page }: { name: string; page: number },
    signal: AbortSignal,
  ): Promise<PlivoPage<PlivoApplication>> {
    const call = this.call(credentials, 'Application');
    return this.list({ ...call, query: { app_name: name } }, { page }, isPlivoApplication, signal);
  }

  async getApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<PlivoApplication | null> {
    const call = this.call(credentials, 'Application', applicationId);
    return this.http.send({ ...call, nullOn: [404] }, isPlivoApplication, signal);
  }

  /** Makes an application and answers its id. Sent once: when the answer is lost, the application can be found by name. */
  async createApplication(
    credentials: ProviderCredentials,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<string> {
    const call = this.call(credentials, 'Application');
    const { app_id } = await this.http.send(
      { ...call, method: 'POST', json: parameters },
      isCreatedApplication,
      signal,
    );
    return app_id;
  }

  /** Changes the parameters that are given; all others stay. */
  async updateApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, 'Application', applicationId);
    await this.http.send({ ...call, method: 'POST', json: parameters }, isAnything, signal);
  }

  /** Removes an application; its SIP endpoints stay, which without `cascade` would be deleted with it. */
  async deleteApplication(credentials: ProviderCredentials, applicationId: string, signal: AbortSignal): Promise<void> {
    const call = this.call(credentials, 'Application', applicationId);
    await this.http.send({ ...call, method: 'DELETE', json: { cascade: false }, nullOn: [404] }, isAnything, signal);
  }

  private async list<T>(
    call: CarrierCall & { nullOn?: never },
    { page }: { page: number },
    isItem: Shape<T>,
    signal: AbortSignal,
  ): Promise<PlivoPage<T>> {
    const query = { ...call.query, limit: PAGE_SIZE, offset: page * PAGE_SIZE };
    const { meta, objects } = await this.http.send({ ...call, query }, isPageOf(isItem), signal);
    return { objects, isLast: !meta.next || objects.length === 0 };
  }

  private call(
    credentials: ProviderCredentials,
    collection?: 'Number' | 'Application',
    id?: string,
  ): CarrierCall & { nullOn?: never } {
    const authId = credential(credentials, 'auth_id');
    const account: CarrierAccount = {
      provider: PLIVO.provider,
      displayName: PLIVO.displayName,
      id: authId,
      secret: credential(credentials, 'auth_token'),
      credentialLabels: ['Auth ID', 'Auth Token'],
    };
    const steps = [collection, id].filter((step) => step !== undefined);
    const path = steps.map((step) => `${pathSegment(step)}/`).join('');
    return {
      account,
      method: 'GET',
      url: `${this.endpoints.urlOf(PLIVO_API)}/v1/Account/${pathSegment(authId)}/${path}`,
      headers: basicAuth(authId, credential(credentials, 'auth_token')),
    };
  }
}
