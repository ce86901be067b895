import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { CredentialsValidator } from '../../provider-sync/registry/credentials.validator.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { INBOUND_KEY_CONSTRAINT } from '../phone-numbers/phone-number.entity.js';
import { PendingSyncRunner } from '../sync/pending-sync.runner.js';
import { mergeCredentials } from './credential-mask.js';
import { CredentialVault } from './credential-vault.js';
import { clearDefaultOutbound } from './default-outbound.service.js';
import type { CreateTelephonyConfigDto } from './dto/create-telephony-config.dto.js';
import type { UpdateTelephonyConfigDto } from './dto/update-telephony-config.dto.js';
import { accountHoldsTakenNumbers, providerImmutable, telephonyConfigNotFound } from './telephony-config.errors.js';
import { TelephonyConfig } from './telephony-config.entity.js';

/** A configuration with its credentials in clear, for the mapper that masks them. */
export interface OpenedConfig {
  config: TelephonyConfig;
  credentials: ProviderCredentials;
}

/** Length of the column. */
const LONGEST_NAME_KEY = 255;

// What was remembered of a number in one account says nothing of the number in another.
const WANT_ALL = `
  UPDATE phone_number_syncs s
     SET state = 'pending', reason = NULL, message = NULL, wanted_revision = wanted_revision + 1,
         saved_settings = CASE WHEN $2 THEN NULL ELSE saved_settings END,
         applied_settings = CASE WHEN $2 THEN NULL ELSE applied_settings END
    FROM phone_numbers n
   WHERE n.id = s.phone_number_id AND n.telephony_configuration_id = $1 AND n.inbound_workflow_id IS NOT NULL`;

/** Creates, shows and changes the accounts of an organization. */
@Injectable()
export class TelephonyConfigService {
  constructor(
    @InjectRepository(TelephonyConfig) private readonly configs: Repository<TelephonyConfig>,
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly validator: CredentialsValidator,
    private readonly vault: CredentialVault,
    private readonly runner: PendingSyncRunner,
  ) {}

  async create(organizationId: OrganizationId, input: CreateTelephonyConfigDto): Promise<OpenedConfig> {
    const { provider: named, ...fields } = input.config;
    const provider = typeof named === 'string' ? named : '';
    const { metadata } = this.registry.get(provider);
    // Nothing is stored yet, so whatever looks like a mask is a stale one.
    const credentials = this.validator.validate(provider, mergeCredentials(metadata.fields, {}, fields));
    return this.database.transaction(async (manager) => {
      const [{ id }] = await manager.query<[{ id: number }]>(
        `SELECT nextval(pg_get_serial_sequence('telephony_configurations', 'id')) AS id`,
      );
      const isDefaultOutbound = input.is_default_outbound ?? false;
      if (isDefaultOutbound) await clearDefaultOutbound(manager, organizationId, null);
      const config = manager.create(TelephonyConfig, {
        id,
        organizationId,
        name: input.name,
        nameKey: nameKey(input.name),
        provider,
        isDefaultOutbound,
        inactiveSince: null,
        inactiveReason: null,
        ...this.columnsOf(provider, { organizationId, id }, credentials),
      });
      await manager.insert(TelephonyConfig, config);
      return { config, credentials };
    });
  }

  /** @throws DomainError `telephony_config_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<OpenedConfig> {
    const config = await this.configs.findOneBy({ id, organizationId });
    if (!config) throw telephonyConfigNotFound();
    return { config, credentials: this.vault.open(config) };
  }

  /**
   * Fields that are absent stay as they are. Changed credentials re-sync the bound numbers in the background; a changed
   * account moves all inbound keys in the same statement, or nothing changes.
   */
  async update(
    organizationId: OrganizationId,
    id: number,
    input: UpdateTelephonyConfigDto,
    versions: readonly number[] | undefined,
  ): Promise<OpenedConfig> {
    try {
      await this.database.transaction((manager) => this.apply(manager, organizationId, id, input, versions));
    } catch (error) {
      throw violates(error, INBOUND_KEY_CONSTRAINT) ? accountHoldsTakenNumbers() : error;
    }
    this.runner.kick();
    return this.get(organizationId, id);
  }

  /** Takes a parked configuration back into use. */
  async reactivate(organizationId: OrganizationId, id: number): Promise<OpenedConfig> {
    await this.database.transaction(async (manager) => {
      const config = await lock(manager, organizationId, id);
      if (config.inactiveSince === null) return;
      await manager.update(
        TelephonyConfig,
        { id },
        { inactiveSince: null, inactiveReason: null, version: () => 'version + 1' },
      );
      await manager.query(WANT_ALL, [id, false]);
    });
    this.runner.kick();
    return this.get(organizationId, id);
  }

  private async apply(
    manager: EntityManager,
    organizationId: OrganizationId,
    id: number,
    input: UpdateTelephonyConfigDto,
    versions: readonly number[] | undefined,
  ): Promise<void> {
    const config = await lock(manager, organizationId, id);
    if (versions && !versions.includes(config.version)) throw versionMismatch();
    const stored = this.vault.open(config);
    const credentials = input.config == null ? stored : this.merged(config, stored, input.config);
    const isSame = isDeepStrictEqual(credentials, stored);
    const name = input.name == null ? {} : { name: input.name, nameKey: nameKey(input.name) };
    if (isSame && (input.name == null || input.name === config.name)) return;
    const columns = isSame ? null : this.columnsOf(config.provider, config, credentials);
    await manager.update(TelephonyConfig, { id }, { ...name, ...columns, version: () => 'version + 1' });
    if (columns === null) return;
    await manager.query(WANT_ALL, [id, columns.accountId !== config.accountId]);
  }

  private merged(
    config: TelephonyConfig,
    stored: ProviderCredentials,
    submitted: Record<string, unknown>,
  ): ProviderCredentials {
    const { provider, ...fields } = submitted;
    if (provider !== undefined && provider !== config.provider) throw providerImmutable();
    const { metadata } = this.registry.get(config.provider);
    return this.validator.validate(config.provider, mergeCredentials(metadata.fields, stored, fields));
  }

  /** The columns that follow from the credentials. */
  private columnsOf(provider: string, owner: { organizationId: number; id: number }, credentials: ProviderCredentials) {
    const { accountIdField, applicationIdField, signingSecret } = this.registry.get(provider).metadata;
    const text = (field: string | null): string | null =>
      field === null ? null : ((credentials[field] as string | null) ?? null);
    return {
      accountId: text(accountIdField) ?? `config:${owner.id}`,
      applicationId: text(applicationIdField),
      hasSigningSecret: signingSecret === null || text(signingSecret.field) !== null,
      ...this.vault.seal(owner, credentials),
    };
  }
}

/**
 * The name as uniqueness sees it. White space was collapsed when the name was read. One character can become eighteen
 * (U+FDFA), so what the column cannot hold is stored as its hash.
 */
function nameKey(name: string): string {
  const key = name.normalize('NFKC').toLowerCase();
  return key.length <= LONGEST_NAME_KEY ? key : createHash('sha256').update(key).digest('hex');
}

async function lock(manager: EntityManager, organizationId: OrganizationId, id: number): Promise<TelephonyConfig> {
  const config = await manager.findOne(TelephonyConfig, {
    where: { id, organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!config) throw telephonyConfigNotFound();
  return config;
}
