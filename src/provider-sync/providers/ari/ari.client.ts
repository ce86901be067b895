import { Injectable } from '@nestjs/common';
import { pathSegment } from '../../contract/carrier-call.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { objectOf } from '../../contract/json-shape.js';
import { stasisApp } from './ari.address.js';
import { ariRequest } from './ari.request.js';

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
    const request = { ...ariRequest(credentials, 'GET', '/asterisk/info'), query: { only: 'system' }, nullOn: [404] };
    return (await this.http.send(request, isInfo, signal)) !== null;
  }

  /** Whether the Stasis application of the configuration is registered, which it is while somebody is connected for it. */
  async isRegistered(credentials: ProviderCredentials, signal: AbortSignal): Promise<boolean> {
    const path = `/applications/${pathSegment(stasisApp(credentials))}`;
    const request = { ...ariRequest(credentials, 'GET', path), nullOn: [404] };
    return (await this.http.send(request, isApplication, signal)) !== null;
  }
}
