import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { invalidResponse } from '../../contract/carrier-fault.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { isAnything } from '../../contract/json-shape.js';
import { ProviderError } from '../../contract/provider-error.js';
import { CLOUDONIX, CLOUDONIX_API } from './cloudonix.metadata.js';
import type { CloudonixApplication, CloudonixDnid, CloudonixDomain, CloudonixTrunk } from './cloudonix.resources.js';
import {
  isApplicationList,
  isCloudonixApplication,
  isCloudonixDomain,
  isCreatedTrunk,
  isDnidList,
  isTrunkList,
} from './cloudonix.resources.js';

type Call = CarrierCall & { nullOn?: never };

/** Whose resources `self` are: those of the owner of the API key. */
const OWN = ['customers', 'self'];

/** The account of a call, for messages and for the limits per account. */
export function accountOf(credentials: ProviderCredentials): CarrierAccount {
  return {
    provider: CLOUDONIX.provider,
    displayName: CLOUDONIX.displayName,
    id: credential(credentials, 'domain_id'),
    secret: credential(credentials, 'bearer_token'),
    credentialLabels: ['Bearer Token', 'Domain Name'],
  };
}

function noApplication(): ProviderError {
  const message =
    'Cloudonix has no voice application of that name in this domain. Correct the Application Name of this configuration, or remove it so that one is made.';
  return new ProviderError('provider_refused', message, { cause: new Error('NO_APPLICATION') });
}

/**
 * Domains, voice applications, DNIDs and trunks of the Cloudonix REST API. Lists have no pages.
 * @see https://developers.cloudonix.com/Documentation/core-api
 * @see https://developers.cloudonix.com/Documentation/dataModels
 */
@Injectable()
export class CloudonixClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** The domain of the credentials, or null when the key's owner has none of that name. */
  async getDomain(credentials: ProviderCredentials, signal: AbortSignal): Promise<CloudonixDomain | null> {
    return this.http.send({ ...this.call(credentials, OWN, []), nullOn: [404] }, isCloudonixDomain, signal);
  }

  /** What answers destinations that no DNID matches; null for nothing. */
  async setDefaultApplication(
    credentials: ProviderCredentials,
    applicationId: string | number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const json = { defaultApplication: applicationId };
    await this.http.send({ ...this.call(credentials, OWN, []), method: 'PUT', json }, isAnything, signal);
  }

  async getApplication(
    credentials: ProviderCredentials,
    name: string,
    signal: AbortSignal,
  ): Promise<CloudonixApplication | null> {
    const call = this.call(credentials, OWN, ['applications', name]);
    return this.http.send({ ...call, nullOn: [404] }, isCloudonixApplication, signal);
  }

  /** @throws ProviderError `provider_refused` when the domain has no such application */
  async applicationNamed(
    credentials: ProviderCredentials,
    name: string,
    signal: AbortSignal,
  ): Promise<CloudonixApplication & { uuid: string }> {
    const application = await this.getApplication(credentials, name, signal);
    if (application === null) throw noApplication();
    const uuid = application.uuid?.trim();
    if (!uuid) throw invalidResponse(accountOf(credentials), 'NO_UUID');
    return { ...application, uuid };
  }

  async listApplications(credentials: ProviderCredentials, signal: AbortSignal): Promise<CloudonixApplication[]> {
    const call = this.call(credentials, OWN, ['applications']);
    const answer = (await this.http.send({ ...call, nullOn: [404] }, isApplicationList, signal)) ?? [];
    return Array.isArray(answer) ? answer : answer.applications;
  }

  /** Makes an application. Sent once: when the answer is lost, the application can be found by name. */
  async createApplication(
    credentials: ProviderCredentials,
    application: JsonObject,
    signal: AbortSignal,
  ): Promise<CloudonixApplication> {
    const call = this.call(credentials, OWN, ['applications']);
    return this.http.send({ ...call, method: 'POST', json: application }, isCloudonixApplication, signal);
  }

  /** Changes what is given; all else stays. */
  async updateApplication(
    credentials: ProviderCredentials,
    name: string,
    changes: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, OWN, ['applications', name]);
    await this.http.send({ ...call, method: 'PATCH', json: changes }, isAnything, signal);
  }

  async deleteApplication(credentials: ProviderCredentials, name: string, signal: AbortSignal): Promise<void> {
    const call = this.call(credentials, OWN, ['applications', name]);
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  /** All DNIDs of the domain, patterns included. */
  async listDnids(credentials: ProviderCredentials, signal: AbortSignal): Promise<CloudonixDnid[]> {
    const call = this.call(credentials, [], ['dnids']);
    return (await this.http.send({ ...call, nullOn: [404] }, isDnidList, signal)) ?? [];
  }

  /** Makes a DNID that matches exactly this destination. */
  async createDnid(
    credentials: ProviderCredentials,
    applicationUuid: string,
    source: string,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, [], ['applications', applicationUuid, 'dnids']);
    const json = { source, prefix: false, expression: false, asteriskCompatible: false };
    await this.http.send({ ...call, method: 'POST', json }, isAnything, signal);
  }

  /** Changes what is given; all else stays. */
  async updateDnid(
    credentials: ProviderCredentials,
    { id }: CloudonixDnid,
    changes: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, [], ['dnids', String(id)]);
    await this.http.send({ ...call, method: 'PATCH', json: changes }, isAnything, signal);
  }

  async deleteDnid(credentials: ProviderCredentials, { id }: CloudonixDnid, signal: AbortSignal): Promise<void> {
    const call = this.call(credentials, [], ['dnids', String(id)]);
    await this.http.send({ ...call, method: 'DELETE', nullOn: [404] }, isAnything, signal);
  }

  async listTrunks(credentials: ProviderCredentials, signal: AbortSignal): Promise<CloudonixTrunk[]> {
    const call = this.call(credentials, [], ['trunks']);
    return (await this.http.send({ ...call, nullOn: [404] }, isTrunkList, signal)) ?? [];
  }

  /** @returns the uuid of the new trunk, or null when the answer does not tell it */
  async createTrunk(credentials: ProviderCredentials, trunk: JsonObject, signal: AbortSignal): Promise<string | null> {
    const call = this.call(credentials, [], ['trunks']);
    const { uuid } = await this.http.send({ ...call, method: 'POST', json: trunk }, isCreatedTrunk, signal);
    return uuid?.trim() ? uuid.trim() : null;
  }

  async updateTrunk(
    credentials: ProviderCredentials,
    uuid: string,
    changes: JsonObject,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.call(credentials, [], ['trunks', uuid]);
    await this.http.send({ ...call, method: 'PUT', json: changes }, isAnything, signal);
  }

  private call(credentials: ProviderCredentials, owner: readonly string[], path: readonly string[]): Call {
    const account = accountOf(credentials);
    const steps = [...owner, 'domains', account.id, ...path].map(pathSegment).join('/');
    return {
      account,
      method: 'GET',
      url: `${this.endpoints.urlOf(CLOUDONIX_API)}/${steps}`,
      headers: { authorization: `Bearer ${credential(credentials, 'bearer_token')}` },
    };
  }
}
