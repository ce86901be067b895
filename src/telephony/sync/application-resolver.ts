import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import type { RemoteRecord, RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { differingFields } from '../../provider-sync/sync/settings-difference.js';
import { CredentialVault } from '../configs/credential-vault.js';
import type { ApplicationKey } from './provider-application.store.js';
import { ProviderApplicationStore } from './provider-application.store.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncSubject } from './sync-subject.js';

const STORE_APPLICATION = {
  name: 'configuration-store-application',
  text: `UPDATE telephony_configurations
            SET application_id = $3, account_id = $6, credentials_key_id = $4, credentials_ciphertext = $5, version = version + 1, updated_at = now()
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
   * @returns the subject with its application and, where the application is what names the account, its account
   * @throws SyncRefusal, ProviderError
   */
  async resolve(
    subject: SyncSubject,
    provider: ProviderFacade,
    credentials: ProviderCredentials,
    webhooks: InboundWebhooks,
    signal: AbortSignal,
  ): Promise<SyncSubject & { applicationId: string }> {
    const { applicationId: known } = subject;
    if (known !== null) return { ...subject, applicationId: known };
    const field = provider.metadata.applicationIdField;
    const { application, metadata } = provider;
    const lifecycle = application?.lifecycle;
    if (!lifecycle || field === null) {
      throw new SyncRefusal(
        'application_id_missing',
        'This configuration names no application. Add its application id.',
      );
    }
    const { provider: providerName, accountId } = subject;
    const isAccount = metadata.accountIdField === field;
    const name = `dialplane-${subject.configurationId}`;
    // Not the name itself: at some carriers that is the id of the application, too.
    const place = { provider: providerName, accountId, externalId: `new:${name}` };
    const resolved = await this.applications.whileHeld(place, signal, async () => {
      const id = await lifecycle.ensure(credentials, name, webhooks, signal);
      const found = { applicationId: id, accountId: isAccount ? id : accountId };
      const key = { provider: providerName, accountId: found.accountId, externalId: id };
      const isFound = await this.isFoundElsewhere(key, application.record(credentials, id), {
        wanted: application.wanted(webhooks),
        signal,
      });
      if (isFound) throw nameTaken(metadata.displayName, name);
      await this.applications.recordOurs(key);
      await this.store(subject, { ...credentials, [field]: id }, found);
      return found;
    });
    // The row that stood for the name has done its work; who still waits for it makes another and finds the application.
    await this.applications.forget(place);
    return { ...subject, ...resolved };
  }

  /**
   * Whether an application of our name is not our own: another installation on the same account has configurations with
   * the same ids. Its URL tells, because ours has had our URL since it was made.
   */
  private async isFoundElsewhere(
    key: ApplicationKey,
    record: RemoteRecord,
    { wanted, signal }: { wanted: RemoteSettings; signal: AbortSignal },
  ): Promise<boolean> {
    if (await this.applications.isOurs(key)) return false;
    const present = await record.read(signal);
    return present !== null && differingFields(wanted, present).length > 0;
  }

  private async store(
    subject: SyncSubject,
    credentials: ProviderCredentials,
    { applicationId, accountId }: { applicationId: string; accountId: string },
  ): Promise<void> {
    const owner = { organizationId: subject.organizationId, id: subject.configurationId };
    const sealed = this.vault.seal(owner, credentials);
    // Losing against a concurrent edit of the credentials is fine: the next attempt finds the application by its name.
    await this.database.query(STORE_APPLICATION, [
      subject.configurationId,
      subject.credentialsCiphertext,
      applicationId,
      sealed.credentialsKeyId,
      sealed.credentialsCiphertext,
      accountId,
    ]);
  }
}

function nameTaken(displayName: string, name: string): SyncRefusal {
  return new SyncRefusal(
    'application_name_taken',
    `${displayName} has an application named ${name} already, which sends its calls elsewhere; another Dialplane may have made it. Rename it in the ${displayName} console, or add the id of another application to this configuration.`,
  );
}
