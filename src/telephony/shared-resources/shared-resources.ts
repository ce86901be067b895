import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { TelephonyConfigService } from '../configs/telephony-config.service.js';
import { carrierFault } from '../phone-numbers/phone-number.errors.js';
import type { ApplicationUse } from '../sync/application-sharing.js';
import { ApplicationSharing } from '../sync/application-sharing.js';
import type { ApplicationKey, RecordedApplication } from '../sync/provider-application.store.js';
import { ProviderApplicationStore } from '../sync/provider-application.store.js';

/** Everything the carrier is asked while a person waits. */
const TIMEOUT_MS = 25_000;

const OWN_CONFIGURATIONS = {
  name: 'shared-own-configurations',
  text: `SELECT id, name FROM telephony_configurations
          WHERE organization_id = $1 AND provider = $2 AND account_id = $3 AND application_id = $4
          ORDER BY id LIMIT 1000`,
};

/** The application of a configuration, and who else depends on it. */
export interface SharedApplication {
  id: string;
  recorded: RecordedApplication | null;
  use: ApplicationUse;
  configurations: readonly { id: number; name: string }[];
}

/** Shows what changes hands with the application of a configuration. */
@Injectable()
export class SharedResources {
  constructor(
    private readonly configs: TelephonyConfigService,
    private readonly registry: ProviderRegistry,
    private readonly applications: ProviderApplicationStore,
    private readonly sharing: ApplicationSharing,
    private readonly database: Database,
  ) {}

  /**
   * Null for a provider without applications, and while the application does not exist yet.
   * @throws DomainError `telephony_config_not_found`; a 502 when the carrier does not answer
   */
  async of(organizationId: OrganizationId, configId: number): Promise<SharedApplication | null> {
    const { config, credentials } = await this.configs.get(organizationId, configId);
    const strategy = this.registry.get(config.provider).application;
    const { provider, accountId, applicationId } = config;
    if (!strategy || applicationId === null) return null;
    const key: ApplicationKey = { provider, accountId, externalId: applicationId };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const use = await this.sharing
      .useOf(key, organizationId, () => strategy.dependents(credentials, applicationId, signal))
      .catch((error: unknown) => {
        throw error instanceof ProviderError ? carrierFault(error) : error;
      });
    const place = [organizationId, provider, accountId, applicationId];
    const [recorded, configurations] = await Promise.all([
      this.applications.recorded(key),
      this.database.query<{ id: number; name: string }>(OWN_CONFIGURATIONS, place),
    ]);
    return { id: applicationId, recorded, use, configurations };
  }
}
