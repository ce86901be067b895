import { Injectable } from '@nestjs/common';
import { invalidResponse } from '../../contract/carrier-fault.js';
import type { CredentialCompletion } from '../../contract/credential-completion.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { ProviderError } from '../../contract/provider-error.js';
import { accountOf, CloudonixClient } from './cloudonix.client.js';

/** Adds the UUID of the domain, which the hostnames for SIP are made of. */
@Injectable()
export class CloudonixCredentialCompletion implements CredentialCompletion {
  readonly managed = ['domain_uuid'];

  constructor(private readonly client: CloudonixClient) {}

  /** Asks once per domain: the stored UUID is good until the domain is another. */
  async complete(
    credentials: ProviderCredentials,
    stored: ProviderCredentials | null,
    signal: AbortSignal,
  ): Promise<ProviderCredentials> {
    const known = stored?.['domain_id'] === credentials['domain_id'] ? stored?.['domain_uuid'] : null;
    const uuid = typeof known === 'string' && known !== '' ? known : await this.resolve(credentials, signal);
    return { ...credentials, domain_uuid: uuid };
  }

  private async resolve(credentials: ProviderCredentials, signal: AbortSignal): Promise<string> {
    const domain = await this.client.getDomain(credentials, signal);
    if (domain === null) throw noDomain();
    const uuid = domain.uuid?.trim();
    if (!uuid) throw invalidResponse(accountOf(credentials), 'NO_UUID');
    return uuid;
  }
}

function noDomain(): ProviderError {
  const message =
    'Cloudonix has no such domain for this API key. Correct the Domain Name, or use an API key of that domain.';
  return new ProviderError('provider_refused', message, { cause: new Error('NO_DOMAIN') });
}
