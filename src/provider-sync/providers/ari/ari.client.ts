import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { basicAuth, pathSegment } from '../../contract/carrier-call.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import { objectOf } from '../../contract/json-shape.js';
import { ariUrl, stasisApp } from './ari.address.js';
import { ARI } from './ari.metadata.js';

const isInfo = objectOf({ system: 'object' });
const isApplication = objectOf({ name: 'text' });

/**
 * The REST interface of an Asterisk, 12 and later, as far as it is read.
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/
 */
@Injectable()
export class AriClient {
  constructor(private readonly http: CarrierHttp) {}

  /** Whether there is a REST interface at the address; it has accepted the sign-in then. */
  async isThere(credentials: ProviderCredentials, signal: AbortSignal): Promise<boolean> {
    const call = { ...this.call(credentials, '/asterisk/info'), query: { only: 'system' }, nullOn: [404] };
    return (await this.http.send(call, isInfo, signal)) !== null;
  }

  /** Whether the Stasis application of the configuration is registered, which it is while somebody is connected for it. */
  async isRegistered(credentials: ProviderCredentials, signal: AbortSignal): Promise<boolean> {
    const path = `/applications/${pathSegment(stasisApp(credentials))}`;
    return (await this.http.send({ ...this.call(credentials, path), nullOn: [404] }, isApplication, signal)) !== null;
  }

  private call(credentials: ProviderCredentials, path: string): CarrierCall & { nullOn?: never } {
    return {
      account: account(credentials),
      method: 'GET',
      url: `${ariUrl(credentials)}${path}`,
      headers: basicAuth(credential(credentials, 'app_name'), credential(credentials, 'app_password')),
      isTenantAddress: true,
    };
  }
}

/** A PBX has no account id: it is told by where it is and who signs in. */
function account(credentials: ProviderCredentials): CarrierAccount {
  return {
    provider: ARI.provider,
    displayName: ARI.displayName,
    id: `${ariUrl(credentials)} ${credential(credentials, 'app_name')}`,
    secret: credential(credentials, 'app_password'),
    credentialLabels: ['ARI Username', 'ARI Password'],
  };
}
