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
   * second one; one number at a time, so that two first numbers do not both find none.
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
    const { provider: providerName, accountId } = subject;
    const name = `dialplane-${subject.configurationId}`;
    const place = { provider: providerName, accountId, externalId: name };
    const applicationId = await this.applications.whileHeld(place, signal, async () => {
      const id = await lifecycle.ensure(credentials, name, webhooks, signal);
      await this.applications.recordOurs({ provider: providerName, accountId, externalId: id });
      await this.store(subject, { ...credentials, [field]: id }, id);
      return id;
    });
    // The row that stood for the name has done its work; who still waits for it makes another and finds the application.
    await this.applications.forget(place);
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
