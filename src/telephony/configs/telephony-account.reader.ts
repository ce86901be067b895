import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from './credential-vault.js';
import { telephonyConfigNotFound } from './telephony-config.errors.js';

/** A configuration as the code that talks to its carrier needs it. */
export interface TelephonyAccount {
  id: number;
  accountId: string;
  provider: ProviderFacade;
  /** Decrypts on demand: most requests never need the credentials. */
  credentials: () => ProviderCredentials;
}

const GET = {
  name: 'telephony-account-get',
  text: `SELECT provider, account_id, credentials_key_id, credentials_ciphertext
           FROM telephony_configurations WHERE organization_id = $1 AND id = $2`,
};

interface AccountRow {
  provider: string;
  account_id: string;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
}

/** Finds the account behind a configuration. */
@Injectable()
export class TelephonyAccountReader {
  constructor(
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
  ) {}

  /** @throws DomainError `telephony_config_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<TelephonyAccount> {
    const [row] = await this.database.query<AccountRow>(GET, [organizationId, id]);
    if (!row) throw telephonyConfigNotFound();
    const sealed = { credentialsKeyId: row.credentials_key_id, credentialsCiphertext: row.credentials_ciphertext };
    return {
      id,
      accountId: row.account_id,
      provider: this.registry.get(row.provider),
      credentials: () => this.vault.open({ organizationId, id, ...sealed }),
    };
  }
}
