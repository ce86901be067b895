import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialAcceptance } from '../configs/credential-acceptance.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { TelephonyConfig } from '../configs/telephony-config.entity.js';
import type { OpenedConfig } from '../configs/telephony-config.service.js';
import { TelephonyConfigService } from '../configs/telephony-config.service.js';
import {
  sameAsPrimary,
  secondarySecretMissing,
  secondarySecretNotSupported,
  secondarySecretPresent,
  secretInUse,
} from './secondary-secret.errors.js';

type Versions = readonly number[] | undefined;
type Columns = QueryDeepPartialEntity<TelephonyConfig>;

/** How long after its last use a secret still counts as used. */
const IN_USE_MS = 60 * 60 * 1_000;

/** How often a write is tried again when the configuration changed meanwhile. */
const MAX_TRIES = 5;

const NO_SECONDARY = { secondaryKeyId: null, secondaryCiphertext: null, secondaryAddedAt: null };

/** The second live signing secret of a configuration: added, made the credential, retired. No number is rewritten. */
@Injectable()
export class SecondarySecretService {
  constructor(
    @InjectRepository(TelephonyConfig) private readonly rows: Repository<TelephonyConfig>,
    private readonly configs: TelephonyConfigService,
    private readonly registry: ProviderRegistry,
    private readonly acceptance: CredentialAcceptance,
    private readonly vault: CredentialVault,
  ) {}

  /**
   * Adds the secret. Adding the one that is there already changes nothing.
   * @throws DomainError `secondary_secret_not_supported`, `secondary_secret_present`, `validation_failed`
   */
  add(organizationId: OrganizationId, id: number, value: string, versions: Versions): Promise<OpenedConfig> {
    return this.change(organizationId, id, versions, ({ config, credentials, signing }) => {
      const field = this.fieldOf(config.provider);
      const accepted = this.validated({ provider: config.provider, field, value, stored: credentials });
      if (accepted === credentials[field]) throw sameAsPrimary();
      if (signing.secondary?.value === accepted) return null;
      if (signing.secondary !== null) throw secondarySecretPresent();
      return this.secondary(config, accepted);
    });
  }

  /**
   * Exchanges the two: the secondary becomes the credential, and the former credential stays live as the secondary.
   * @param verify whether the carrier is asked first if the new credential works
   * @throws DomainError `secondary_secret_missing`, `credentials_rejected`; a 502 when the carrier could not be asked
   */
  promote(
    organizationId: OrganizationId,
    id: number,
    { versions, verify }: { versions: Versions; verify: boolean },
  ): Promise<OpenedConfig> {
    return this.change(organizationId, id, versions, async ({ config, credentials: stored, signing }) => {
      const field = this.fieldOf(config.provider);
      if (signing.secondary === null) throw secondarySecretMissing();
      const fields = { [field]: signing.secondary.value };
      const accepted = await this.acceptance.accept({ provider: config.provider, fields, stored, verify });
      const former = stored[field];
      return {
        ...this.vault.seal(config, accepted.credentials),
        ...(typeof former === 'string' && former !== '' ? this.secondary(config, former) : NO_SECONDARY),
        credentialsCheckedAt: accepted.checkedAt,
        credentialsFault: null,
        hasSigningSecret: true,
      };
    });
  }

  /**
   * Takes the secret out of use.
   * @param force even if it verified a call within the last hour
   * @throws DomainError `secondary_secret_missing`, `secret_in_use`
   */
  retire(
    organizationId: OrganizationId,
    id: number,
    { versions, force }: { versions: Versions; force: boolean },
  ): Promise<OpenedConfig> {
    return this.change(organizationId, id, versions, ({ config, signing: { secondary } }) => {
      this.fieldOf(config.provider);
      if (secondary === null) throw secondarySecretMissing();
      const { lastVerifiedAt } = secondary;
      const isUsed = lastVerifiedAt !== null && Date.now() - lastVerifiedAt.getTime() < IN_USE_MS;
      if (isUsed && !force) throw secretInUse(lastVerifiedAt);
      return NO_SECONDARY;
    });
  }

  /** Reads, decides and writes, again when somebody else wrote in between. */
  private async change(
    organizationId: OrganizationId,
    id: number,
    versions: Versions,
    decide: (before: OpenedConfig) => Columns | null | Promise<Columns | null>,
  ): Promise<OpenedConfig> {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const before = await this.configs.get(organizationId, id);
      const { version } = before.config;
      if (versions && !versions.includes(version)) throw versionMismatch();
      const columns = await decide(before);
      if (columns === null) return before;
      const written = await this.rows.update(
        { id, organizationId, version },
        { ...columns, version: () => 'version + 1' },
      );
      if (written.affected === 1) return this.configs.get(organizationId, id);
    }
    throw versionMismatch();
  }

  private fieldOf(provider: string): string {
    const { signingSecret, hasSecondarySecret, displayName } = this.registry.get(provider).metadata;
    if (signingSecret === null || !hasSecondarySecret) throw secondarySecretNotSupported(displayName);
    return signingSecret.field;
  }

  private secondary(config: TelephonyConfig, value: string): Columns {
    return { ...this.vault.sealSecondary(config, value), secondaryAddedAt: new Date() };
  }

  /** Held against the rules of the provider for this credential; a fault is pointed at where it was sent. */
  private validated({
    provider,
    field,
    value,
    stored,
  }: {
    provider: string;
    field: string;
    value: string;
    stored: OpenedConfig['credentials'];
  }): string {
    try {
      return this.acceptance.merge({ provider, fields: { [field]: value }, stored })[field] as string;
    } catch (error) {
      if (!(error instanceof DomainError) || !error.errors) throw error;
      const errors = error.errors.map((fault) =>
        fault.pointer === `/config/${field}` ? { ...fault, pointer: '/value' } : fault,
      );
      throw new DomainError(error.code, error.detail, { errors });
    }
  }
}
