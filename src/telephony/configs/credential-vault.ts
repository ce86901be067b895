import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../crypto/key-ring.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { TelephonyConfig } from './telephony-config.entity.js';

type Owner = Pick<TelephonyConfig, 'organizationId' | 'id'>;
type SealedColumns = Pick<TelephonyConfig, 'credentialsKeyId' | 'credentialsCiphertext'>;
type SecondaryColumns = Pick<TelephonyConfig, 'secondaryKeyId' | 'secondaryCiphertext'>;

/** Credentials at rest: sealed for exactly one configuration of one organization. */
@Injectable()
export class CredentialVault {
  constructor(private readonly keys: KeyRing) {}

  seal(owner: Owner, credentials: ProviderCredentials): SealedColumns {
    const { keyId, ciphertext } = this.keys.seal(JSON.stringify(credentials), this.associatedData(owner));
    return { credentialsKeyId: keyId, credentialsCiphertext: ciphertext };
  }

  open(config: Owner & SealedColumns): ProviderCredentials {
    const sealed = { keyId: config.credentialsKeyId, ciphertext: config.credentialsCiphertext };
    return JSON.parse(this.keys.open(sealed, this.associatedData(config))) as ProviderCredentials;
  }

  /** Seals the second signing secret; what is sealed as one does not open as the other. */
  sealSecondary(owner: Owner, secret: string): SecondaryColumns {
    const { keyId, ciphertext } = this.keys.seal(secret, this.secondaryData(owner));
    return { secondaryKeyId: keyId, secondaryCiphertext: ciphertext };
  }

  /** Null when there is none. */
  openSecondary(config: Owner & SecondaryColumns): string | null {
    const { secondaryKeyId: keyId, secondaryCiphertext: ciphertext } = config;
    if (keyId === null || ciphertext === null) return null;
    return this.keys.open({ keyId, ciphertext }, this.secondaryData(config));
  }

  private secondaryData({ organizationId, id }: Owner): string {
    return `secondary-secret|${organizationId}|${id}`;
  }

  private associatedData({ organizationId, id }: Owner): string {
    return `credentials|${organizationId}|${id}`;
  }
}
