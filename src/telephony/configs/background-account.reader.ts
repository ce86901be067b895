import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from './credential-vault.js';
import type { DriftPolicy } from './drift-policy.js';

/** A configuration as background work over all its numbers needs it. */
export interface BackgroundAccount {
  id: number;
  organizationId: OrganizationId;
  provider: ProviderFacade;
  accountId: string;
  applicationId: string | null;
  driftPolicy: DriftPolicy;
  /** Whether it is parked, so that nothing may be done with it. */
  isParked: boolean;
  credentials: ProviderCredentials;
}

interface AccountRow {
  organization_id: OrganizationId;
  provider: string;
  account_id: string;
  application_id: string | null;
  drift_policy: DriftPolicy;
  is_parked: boolean;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
}

const GET = {
  name: 'background-account-get',
  text: `SELECT organization_id, provider, account_id, application_id, drift_policy, inactive_since IS NOT NULL AS is_parked,
                credentials_key_id, credentials_ciphertext
           FROM telephony_configurations WHERE id = $1 AND ($2::bigint IS NULL OR organization_id = $2)`,
};

/** Finds the account behind a configuration for work that runs without a request. */
@Injectable()
export class BackgroundAccountReader {
  constructor(
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
  ) {}

  /**
   * @param organizationId limits it to the caller's own; null for work that the service does by itself
   * @returns null when the configuration is gone
   */
  async find(id: number, organizationId: OrganizationId | null): Promise<BackgroundAccount | null> {
    const [row] = await this.database.query<AccountRow>(GET, [id, organizationId]);
    if (!row) return null;
    const sealed = { credentialsKeyId: row.credentials_key_id, credentialsCiphertext: row.credentials_ciphertext };
    return {
      id,
      organizationId: row.organization_id,
      provider: this.registry.get(row.provider),
      accountId: row.account_id,
      applicationId: row.application_id,
      driftPolicy: row.drift_policy,
      isParked: row.is_parked,
      credentials: this.vault.open({ organizationId: row.organization_id, id, ...sealed }),
    };
  }
}
