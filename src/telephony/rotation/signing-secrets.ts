import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../configs/credential-vault.js';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';

/** A secret with which inbound webhooks of a configuration may be signed. */
export interface LiveSecret {
  value: string;
  /** What `signing_secret_uses` knows it by. */
  fingerprint: string;
}

/** When secrets last verified a call, by fingerprint, in ISO 8601; null when none ever did. */
export type SecretUses = Readonly<Record<string, string>> | null;

/** The live secrets of a configuration as they may be told of. */
export interface SigningSecretState {
  primaryLastVerifiedAt: Date | null;
  secondary: { value: string; addedAt: Date | null; lastVerifiedAt: Date | null } | null;
}

/** The columns that hold what a webhook may be signed with. */
export type SealedSecrets = Pick<
  TelephonyConfig,
  | 'id'
  | 'organizationId'
  | 'provider'
  | 'credentialsKeyId'
  | 'credentialsCiphertext'
  | 'secondaryKeyId'
  | 'secondaryCiphertext'
>;

/** Which secrets verify the inbound webhooks of a configuration: one, or two while one is being replaced. */
@Injectable()
export class SigningSecrets {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
  ) {}

  /** The credential first, then the secondary secret. Empty when inbound webhooks cannot be verified. */
  liveSecrets(config: SealedSecrets): LiveSecret[] {
    return [this.primaryOf(config), this.vault.openSecondary(config)].flatMap((value) =>
      value === null ? [] : [{ value, fingerprint: this.fingerprint(config.id, value) }],
    );
  }

  /** SHA-256 in hex. Of the configuration too, so that equal secrets of two configurations are not seen to be equal. */
  fingerprint(configurationId: number, value: string): string {
    return createHash('sha256').update(`dialplane/signing-secret|${configurationId}|${value}`).digest('hex');
  }

  stateOf(config: TelephonyConfig, uses: SecretUses): SigningSecretState {
    const usedAt = new Map(
      this.liveSecrets(config).map(({ value, fingerprint }) => [value, timeOf(uses?.[fingerprint])]),
    );
    const [primary, secondary] = [this.primaryOf(config), this.vault.openSecondary(config)];
    return {
      primaryLastVerifiedAt: primary === null ? null : (usedAt.get(primary) ?? null),
      secondary:
        secondary === null
          ? null
          : { value: secondary, addedAt: config.secondaryAddedAt, lastVerifiedAt: usedAt.get(secondary) ?? null },
    };
  }

  private primaryOf(config: SealedSecrets): string | null {
    const field = this.registry.get(config.provider).metadata.signingSecret?.field;
    const value = field === undefined ? null : this.vault.open(config)[field];
    return typeof value === 'string' && value !== '' ? value : null;
  }
}

function timeOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}
