import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { TwilioClient } from './twilio.client.js';

/** Asks Twilio for the account that the credentials name. */
@Injectable()
export class TwilioCredentialCheck implements CredentialCheck {
  constructor(private readonly client: TwilioClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    const status = await this.client.accountStatus(credentials, signal);
    // Not documented for every Region; reading a number is.
    if (status === null) await this.client.listNumbers(credentials, { PageSize: '1' }, signal);
    if (status !== 'suspended' && status !== 'closed') return [];
    const remedy = status === 'closed' ? 'Use another account.' : 'See to its balance or ask Twilio, then try again.';
    return [
      { field: 'account_sid', detail: `Twilio has ${status} this account, so none of its numbers rings. ${remedy}` },
    ];
  }
}
