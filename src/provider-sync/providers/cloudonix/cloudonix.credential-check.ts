import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { CloudonixClient } from './cloudonix.client.js';

/** Asks Cloudonix for the domain, and for the application where the credentials name one. */
@Injectable()
export class CloudonixCredentialCheck implements CredentialCheck {
  constructor(private readonly client: CloudonixClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    if (!(await this.client.getDomain(credentials, signal))) {
      const detail =
        'The owner of this API key has no such domain. Copy the domain name from the Cloudonix cockpit, or use a key of that domain.';
      return [{ field: 'domain_id', detail }];
    }
    const { application_name: name } = credentials;
    if (typeof name !== 'string' || name === '') return [];
    if (await this.client.getApplication(credentials, name, signal)) return [];
    const detail =
      'This domain has no such voice application. Copy its name from Applications in the Cloudonix cockpit, or leave it blank and one is made.';
    return [{ field: 'application_name', detail }];
  }
}
