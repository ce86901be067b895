import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { basicAuth } from '../../contract/carrier-call.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import { ariUrl } from './ari.address.js';
import { ARI } from './ari.metadata.js';

/** A request to the REST interface of a PBX. */
export type AriRequest = CarrierCall & { nullOn?: never };

/** @param path below `/ari`, its ids encoded */
export function ariRequest(credentials: ProviderCredentials, method: CarrierCall['method'], path: string): AriRequest {
  return {
    account: account(credentials),
    method,
    url: `${ariUrl(credentials)}${path}`,
    headers: basicAuth(credential(credentials, 'app_name'), credential(credentials, 'app_password')),
    isTenantAddress: true,
  };
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
