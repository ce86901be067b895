import type { SigningKey } from '../../provider-sync/contract/inbound/verification.js';
import type { CredentialVault } from '../../telephony/configs/credential-vault.js';
import type { SigningSecrets } from '../../telephony/rotation/signing-secrets.js';
import type { ConfigurationRow } from './route-rows.js';
import type { ConfigurationRoute, LiveKey } from './routes.js';

/** Opens what is sealed in a configuration. */
export interface ConfigurationOpeners {
  vault: CredentialVault;
  secrets: SigningSecrets;
}

/** A configuration in memory. */
export class StoredConfiguration implements ConfigurationRoute {
  readonly id: number;
  readonly organizationId: number;
  readonly provider: string;
  readonly accountId: string;
  readonly isActive: boolean;
  private opened: SigningKey['credentials'] | undefined;
  private liveKeys: readonly LiveKey[] | undefined;

  constructor(
    readonly row: ConfigurationRow,
    private readonly openers: ConfigurationOpeners,
  ) {
    this.id = row.id;
    this.organizationId = row.organizationId;
    this.provider = row.provider;
    this.accountId = row.accountId;
    this.isActive = row.isActive;
  }

  keys(): readonly LiveKey[] {
    this.liveKeys ??= this.openKeys();
    return this.liveKeys;
  }

  /** @throws Error when the key that they were sealed with is not in the key ring */
  credentials(): SigningKey['credentials'] {
    this.opened ??= this.openers.vault.open(this.row);
    return this.opened;
  }

  /** Credentials that cannot be opened verify nothing; the call is refused, and the start has said so. */
  private openKeys(): LiveKey[] {
    try {
      const credentials = this.credentials();
      return this.openers.secrets
        .liveSecrets(this.row)
        .map(({ value, fingerprint }) => ({ secret: value, fingerprint, credentials }));
    } catch {
      return [];
    }
  }
}
