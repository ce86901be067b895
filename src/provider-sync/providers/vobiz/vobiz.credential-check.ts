import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { VobizClient } from './vobiz.client.js';

const NO_SUCH_APPLICATION: CredentialFault = {
  field: 'application_id',
  detail:
    'The Vobiz account has no application with this Application ID. Copy it from Voice → Voice Applications in the Vobiz console, or leave the field blank to have one made.',
};

/** Signs in to Vobiz by reading the application of the configuration, or the list of applications when it names none. */
@Injectable()
export class VobizCredentialCheck implements CredentialCheck {
  constructor(private readonly client: VobizClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    const applicationId = credentials['application_id'];
    if (typeof applicationId === 'string') {
      const application = await this.client.getApplication(credentials, applicationId, signal);
      return application ? [] : [NO_SUCH_APPLICATION];
    }
    await this.client.listApplications(credentials, 0, signal);
    return [];
  }
}
