import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { PlivoClient } from './plivo.client.js';

/** Asks Plivo for the account, and for the application where the credentials name one. */
@Injectable()
export class PlivoCredentialCheck implements CredentialCheck {
  constructor(private readonly client: PlivoClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    await this.client.getAccount(credentials, signal);
    const { application_id: applicationId } = credentials;
    if (typeof applicationId !== 'string' || applicationId === '') return [];
    if (await this.client.getApplication(credentials, applicationId, signal)) return [];
    const detail =
      'This account has no such application. Copy the Application ID from Voice → Applications in the Plivo console, or leave it blank and one is made.';
    return [{ field: 'application_id', detail }];
  }
}
