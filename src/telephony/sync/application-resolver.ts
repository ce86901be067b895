import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { ProviderApplicationStore } from './provider-application.store.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncSubject } from './sync-subject.js';

const STORE_APPLICATION = {
  name: 'configuration-store-application',
  text: `UPDATE telephony_configurations
            SET application_id = $3, credentials_key_id = $4, credentials_ciphertext = $5, version = version + 1, updated_at = now()
          WHERE id = $1 AND application_id IS NULL AND credentials_ciphertext = $2
          RETURNING id`,
};

/** Which application a configuration's numbers are linked to; creates one where the credentials name none. */
@Injectable()
export class ApplicationResolver {
  constructor(
    private readonly database: Database,
    private readonly vault: CredentialVault,
    private readonly applications: ProviderApplicationStore,
  ) {}

  /**
   * Named `dialplane-<configuration id>` and found by that name, so a crash between creating and recording makes no
   * second one.
   * @throws SyncRefusal, ProviderError
   */
  async resolve(
    subject: SyncSubject,
    provider: ProviderFacade,
    credentials: ProviderCredentials,
    webhooks: InboundWebhooks,
    signal: AbortSignal,
  ): Promise<string> {
    if (subject.applicationId !== null) return subject.applicationId;
    const field = provider.metadata.applicationIdField;
    const lifecycle = provider.application?.lifecycle;
    if (!lifecycle || field === null) {
      throw new SyncRefusal(
        'application_id_missing',
        'This configuration names no application. Add its application id.',
      );
    }
    const applicationId = await lifecycle.ensure(credentials, `dialplane-${subject.configurationId}`, webhooks, signal);
    const key = { provider: subject.provider, accountId: subject.accountId, externalId: applicationId };
    await this.applications.recordOurs(key);
    await this.store(subject, { ...credentials, [field]: applicationId }, applicationId);
    return applicationId;
  }

  private async store(subject: SyncSubject, credentials: ProviderCredentials, applicationId: string): Promise<void> {
    const owner = { organizationId: subject.organizationId, id: subject.configurationId };
    const sealed = this.vault.seal(owner, credentials);
    // Losing against a concurrent edit of the credentials is fine: the next attempt finds the application by its name.
    await this.database.query(STORE_APPLICATION, [
      subject.configurationId,
      subject.credentialsCiphertext,
      applicationId,
      sealed.credentialsKeyId,
      sealed.credentialsCiphertext,
    ]);
  }
}
