import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { AriClient } from './ari.client.js';

const NO_ARI =
  'Nothing answers as ARI at this address. Check host, port and the prefix in http.conf, and that ARI is enabled in ari.conf.';

/** Asks the PBX for its version. */
@Injectable()
export class AriCredentialCheck implements CredentialCheck {
  constructor(private readonly client: AriClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    return (await this.client.isThere(credentials, signal)) ? [] : [{ field: 'ari_endpoint', detail: NO_ARI }];
  }
}
