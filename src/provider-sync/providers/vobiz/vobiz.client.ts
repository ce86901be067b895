import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { invalidResponse } from '../../contract/carrier-fault.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import { isAnything } from '../../contract/json-shape.js';
import { VOBIZ, VOBIZ_API } from './vobiz.metadata.js';
import type { VobizApplication, VobizApplicationPage, VobizNumber, VobizParameters } from './vobiz.resources.js';
import {
  isApplicationPage,
  isCreatedApplication,
  isInUse,
  isNumberPage,
  isVobizApplication,
} from './vobiz.resources.js';

/** The largest that Vobiz gives, of numbers and of applications. */
const PAGE_SIZE = 100;

type PlainCall = CarrierCall & { nullOn?: never };

interface NumberPage {
  /** Those that the account still has. */
  numbers: VobizNumber[];
  isLast: boolean;
}

/**
 * Numbers and applications of Vobiz's API v1.
 * @see https://docs.vobiz.ai/account-phone-number/list-account-phone-numbers
 * @see https://docs.vobiz.ai/applications/application-object
 */
@Injectable()
export class VobizClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** The number with this address, or null when the account has none. Vobiz has no look-up but a search, which finds parts too. */
  async findNumber(credentials: ProviderCredentials, e164: string, signal: AbortSignal): Promise<VobizNumber | null> {
    for (let page = 1; ; page += 1) {
      const { numbers, isLast } = await this.listNumbers(credentials, { page, search: e164 }, signal);
      const found = numbers.find((number) => number.e164 === e164);
      if (found) return found;
      if (isLast) return null;
    }
  }

  /** @param page counted from 1 */
  async listNumbers(
    credentials: ProviderCredentials,
    { page, search }: { page: number; search?: string },
    signal: AbortSignal,
  ): Promise<NumberPage> {
    const query = { page, per_page: PAGE_SIZE, ...(search !== undefined && { search }) };
    const call = this.call(credentials, 'numbers');
    const answer = await this.http.send({ ...call, query }, isNumberPage, signal);
    // The same page again and again would hide all numbers behind it.
    if (answer.page !== page) throw invalidResponse(call.account, 'ANOTHER_PAGE');
    const isLast = answer.items.length === 0 || page * answer.per_page >= answer.total;
    return { numbers: answer.items.filter(isInUse), isLast };
  }

  /**
   * Links the number to an application.
   * @returns false when Vobiz will not, because the number is linked to one already (409)
   * @see https://docs.vobiz.ai/applications/attach-number
   */
  async attachNumber(
    credentials: ProviderCredentials,
    e164: string,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const call = this.numberCall(credentials, e164, 'application');
    const json = { application_id: applicationId };
    return (await this.http.send({ ...call, method: 'POST', json, nullOn: [409] }, isAnything, signal)) !== null;
  }

  /** Unlinks the number. One that is linked to no application is no error. */
  async detachNumber(credentials: ProviderCredentials, e164: string, signal: AbortSignal): Promise<void> {
    const call = this.numberCall(credentials, e164, 'application');
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  /** Sends the number's calls to a SIP trunk. @see https://docs.vobiz.ai/trunks/assign-number */
  async assignTrunk(
    credentials: ProviderCredentials,
    e164: string,
    trunkId: string,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.numberCall(credentials, e164, 'assign');
    await this.http.send({ ...call, method: 'POST', json: { trunk_group_id: trunkId } }, isAnything, signal);
  }

  /** Takes the number from its SIP trunk. @see https://docs.vobiz.ai/trunks/unassign-number */
  async unassignTrunk(credentials: ProviderCredentials, e164: string, signal: AbortSignal): Promise<void> {
    const call = this.numberCall(credentials, e164, 'assign');
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  /** @param page counted from 0 */
  async listApplications(
    credentials: ProviderCredentials,
    page: number,
    signal: AbortSignal,
  ): Promise<VobizApplicationPage> {
    const query = { limit: PAGE_SIZE, offset: page * PAGE_SIZE };
    return this.http.send({ ...this.applicationCall(credentials), query }, isApplicationPage, signal);
  }

  async getApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<VobizApplication | null> {
    const call = this.applicationCall(credentials, applicationId);
    return this.http.send({ ...call, nullOn: [404] }, isVobizApplication, signal);
  }

  /** Makes an application and answers its id. Sent once: when the answer is lost, the application can be found by name. */
  async createApplication(
    credentials: ProviderCredentials,
    parameters: VobizParameters,
    signal: AbortSignal,
  ): Promise<string> {
    const call = this.applicationCall(credentials);
    const json = parameters;
    const { app_id } = await this.http.send({ ...call, method: 'POST', json }, isCreatedApplication, signal);
    return app_id;
  }

  /** Changes the parameters that are given. `default_endpoint_app` becomes false when it is left out. */
  async updateApplication(
    credentials: ProviderCredentials,
    applicationId: string,
    parameters: VobizParameters,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.applicationCall(credentials, applicationId);
    await this.http.send({ ...call, method: 'POST', json: parameters }, isAnything, signal);
  }

  /** Removes an application. Vobiz refuses while numbers are linked to it (409). */
  async deleteApplication(credentials: ProviderCredentials, applicationId: string, signal: AbortSignal): Promise<void> {
    const call = this.applicationCall(credentials, applicationId);
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  /** Paths of numbers are in lower case and have no slash at their end, unlike those of applications. */
  private numberCall(credentials: ProviderCredentials, e164: string, what: 'application' | 'assign'): PlainCall {
    return this.call(credentials, `numbers/${pathSegment(e164)}/${what}`);
  }

  private applicationCall(credentials: ProviderCredentials, applicationId?: string): PlainCall {
    const id = applicationId === undefined ? '' : `${pathSegment(applicationId)}/`;
    return this.call(credentials, `Application/${id}`);
  }

  private call(credentials: ProviderCredentials, path: string): PlainCall {
    const authId = credential(credentials, 'auth_id');
    const account: CarrierAccount = {
      provider: VOBIZ.provider,
      displayName: VOBIZ.displayName,
      id: authId,
      secret: credential(credentials, 'auth_token'),
      credentialLabels: ['Account ID', 'Auth Token'],
    };
    return {
      account,
      method: 'GET',
      url: `${this.endpoints.urlOf(VOBIZ_API)}/v1/Account/${pathSegment(authId)}/${path}`,
      headers: { 'x-auth-id': authId, 'x-auth-token': credential(credentials, 'auth_token') },
    };
  }
}
