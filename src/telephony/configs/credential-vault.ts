import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../crypto/key-ring.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { TelephonyConfig } from './telephony-config.entity.js';

type Owner = Pick<TelephonyConfig, 'organizationId' | 'id'>;
type SealedColumns = Pick<TelephonyConfig, 'credentialsKeyId' | 'credentialsCiphertext'>;

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

  private associatedData({ organizationId, id }: Owner): string {
    return `credentials|${organizationId}|${id}`;
  }
}
