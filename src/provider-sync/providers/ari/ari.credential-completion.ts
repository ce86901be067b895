import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CredentialCompletion } from '../../contract/credential-completion.js';
import type { ProviderCredentials } from '../../contract/credentials.js';

/**
 * Mints the name of the Stasis application once: only one connection can hold an application, so no two configurations
 * may share one, and extensions.conf names it, so it must never change.
 */
@Injectable()
export class AriCredentialCompletion implements CredentialCompletion {
  readonly managed = ['stasis_app_name'];

  complete(credentials: ProviderCredentials, stored: ProviderCredentials | null): Promise<ProviderCredentials> {
    const name = stored?.['stasis_app_name'] ?? `dialplane_${randomBytes(6).toString('hex')}`;
    return Promise.resolve({ ...credentials, stasis_app_name: name });
  }
}
