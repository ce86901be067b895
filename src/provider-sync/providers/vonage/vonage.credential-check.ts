import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import { VonageClient } from './vonage.client.js';

/** Asks Vonage for the balance and for the application. The signature secret cannot be asked for. */
@Injectable()
export class VonageCredentialCheck implements CredentialCheck {
  constructor(private readonly client: VonageClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    await this.client.getBalance(credentials, signal);
    const applicationId = credential(credentials, 'application_id');
    if (await this.client.getApplication(credentials, applicationId, signal)) return [];
    const detail =
      'This account has no such application. Copy the Application ID from Applications in the Vonage dashboard.';
    return [{ field: 'application_id', detail }];
  }
}
