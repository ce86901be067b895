import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
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
  provider: ProviderFacade;
  /** Decrypts on demand: most requests never need the credentials. */
  credentials: () => ProviderCredentials;
}

const GET = {
  name: 'telephony-account-get',
  text: `SELECT provider, credentials_key_id, credentials_ciphertext
           FROM telephony_configurations WHERE organization_id = $1 AND id = $2`,
};

interface AccountRow {
  provider: string;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
}

const REMEMBERED_PROVIDERS = 100_000;

/** Finds the account behind a configuration. */
@Injectable()
export class TelephonyAccountReader {
  /** A configuration never changes its provider, so this cannot become wrong; at worst the configuration is gone. */
  private readonly providers = new LRUCache<string, ProviderFacade>({ max: REMEMBERED_PROVIDERS });

  constructor(
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
  ) {}

  /**
   * The provider of a configuration, from memory if it was asked before. The configuration may have been deleted since;
   * the write that follows finds out.
   * @throws DomainError `telephony_config_not_found`
   */
  async providerOf(organizationId: OrganizationId, id: number): Promise<ProviderFacade> {
    return this.providers.get(`${organizationId}:${id}`) ?? (await this.get(organizationId, id)).provider;
  }

  /** @throws DomainError `telephony_config_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<TelephonyAccount> {
    const [row] = await this.database.query<AccountRow>(GET, [organizationId, id]);
    if (!row) throw telephonyConfigNotFound();
    const sealed = { credentialsKeyId: row.credentials_key_id, credentialsCiphertext: row.credentials_ciphertext };
    const provider = this.registry.get(row.provider);
    this.providers.set(`${organizationId}:${id}`, provider);
    return {
      id,
      provider,
      credentials: () => this.vault.open({ organizationId, id, ...sealed }),
    };
  }
}
