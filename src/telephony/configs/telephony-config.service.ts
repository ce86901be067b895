import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { overrideRouteAssertions } from '../../workflows/assertions/route-assertion.rule.js';
import { ConnectionSupervisor } from '../connections/connection-supervisor.js';
import { nameKey } from '../name-key.js';
import { INBOUND_KEY_CONSTRAINT } from '../phone-numbers/phone-number.entity.js';
import type { SecretUses, SigningSecretState } from '../rotation/signing-secrets.js';
import { SigningSecrets } from '../rotation/signing-secrets.js';
import { Resync } from '../sync/resync.js';
import { TrunkResync } from '../trunks/trunk-resync.js';
import { AccountLeftovers } from './account-leftovers.js';
import type { AcceptedCredentials } from './credential-acceptance.js';
import { CredentialAcceptance } from './credential-acceptance.js';
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
  signing: SigningSecretState;
  /** The job that syncs its numbers again because of this change; null when there is none. */
  syncJobId: number | null;
}

interface ApplyOptions {
  /** Null when the credentials stay as they are. */
  accepted: AcceptedCredentials | null;
  versions: readonly number[] | undefined;
  /** Whether route assertions may break. */
  override: boolean;
}

/** New configurations are compared with their accounts soon, but not all at once. */
const FIRST_RECONCILE_WITHIN_MS = 15 * 60 * 1_000;

/** When its signing secrets last verified a call, with the configuration in one statement. */
const SECRET_USES = `(SELECT json_object_agg(u.fingerprint, u.last_verified_at) FROM signing_secret_uses u
                       WHERE u.telephony_configuration_id = c.id)`;

/** How often a write is tried again when the configuration changed while the carrier was being asked. */
const MAX_TRIES = 5;

/** Creates, shows and changes the accounts of an organization. */
@Injectable()
export class TelephonyConfigService {
  constructor(
    @InjectRepository(TelephonyConfig) private readonly configs: Repository<TelephonyConfig>,
    private readonly database: Database,
    private readonly registry: ProviderRegistry,
    private readonly acceptance: CredentialAcceptance,
    private readonly vault: CredentialVault,
    private readonly resync: Resync,
    private readonly leftovers: AccountLeftovers,
    private readonly trunks: TrunkResync,
    private readonly secrets: SigningSecrets,
    private readonly connections: ConnectionSupervisor,
  ) {}

  /** @param verify whether the carrier is asked if the credentials work */
  async create(
    organizationId: OrganizationId,
    input: CreateTelephonyConfigDto,
    verify: boolean,
  ): Promise<OpenedConfig> {
    const { provider: named, ...fields } = input.config;
    const provider = typeof named === 'string' ? named : '';
    // Nothing is stored yet, so whatever looks like a mask is a stale one.
    const accepted = await this.acceptance.accept({ provider, fields, stored: null, verify });
    const created = await this.database.transaction(async (manager) => {
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
        driftPolicy: input.drift_policy ?? 'report',
        inactiveSince: null,
        inactiveReason: null,
        reconciledAt: null,
        reconcileFault: null,
        secondaryKeyId: null,
        secondaryCiphertext: null,
        secondaryAddedAt: null,
        nextReconcileAt: new Date(Date.now() + Math.random() * FIRST_RECONCILE_WITHIN_MS),
        ...this.columnsOf(provider, { organizationId, id }, accepted),
      });
      await manager.insert(TelephonyConfig, config);
      return {
        config,
        credentials: accepted.credentials,
        signing: this.secrets.stateOf(config, null),
        syncJobId: null,
      };
    });
    this.connections.kickFor(provider);
    return created;
  }

  /** @throws DomainError `telephony_config_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<OpenedConfig> {
    const { entities, raw } = await this.configs
      .createQueryBuilder('c')
      .addSelect(SECRET_USES, 'uses')
      .where('c.id = :id AND c.organization_id = :organizationId', { id, organizationId })
      .getRawAndEntities<{ uses: SecretUses }>();
    const [config] = entities;
    if (!config) throw telephonyConfigNotFound();
    const signing = this.secrets.stateOf(config, raw[0]?.uses ?? null);
    return { config, credentials: this.vault.open(config), signing, syncJobId: null };
  }

  /**
   * Fields that are absent stay as they are. Changed credentials re-sync the bound numbers in the background; a changed
   * account moves all inbound keys in the same statement, or nothing changes. The carrier is asked before the
   * transaction, so the write is repeated when the configuration changed meanwhile.
   */
  async update(
    organizationId: OrganizationId,
    id: number,
    input: UpdateTelephonyConfigDto,
    options: { versions: readonly number[] | undefined; verify: boolean; override: boolean },
  ): Promise<OpenedConfig> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(organizationId, id);
      if (options.versions && !options.versions.includes(before.config.version)) throw versionMismatch();
      const accepted = await this.accepted(before, input, options.verify);
      try {
        const syncJobId = await this.database.transaction((manager) =>
          this.apply(manager, before, input, { ...options, accepted }),
        );
        this.connections.kickFor(before.config.provider);
        return { ...(await this.get(organizationId, id)), syncJobId };
      } catch (error) {
        if (violates(error, INBOUND_KEY_CONSTRAINT)) throw accountHoldsTakenNumbers();
        if (!(error instanceof ChangedMeanwhileError) || tries === MAX_TRIES) {
          throw error instanceof ChangedMeanwhileError ? versionMismatch() : error;
        }
      }
    }
  }

  /** Takes a parked configuration back into use. */
  async reactivate(organizationId: OrganizationId, id: number): Promise<OpenedConfig> {
    const syncJobId = await this.database.transaction(async (manager) => {
      const config = await lock(manager, organizationId, id);
      if (config.inactiveSince === null) return null;
      await manager.update(
        TelephonyConfig,
        { id },
        { inactiveSince: null, inactiveReason: null, version: () => 'version + 1' },
      );
      await this.trunks.all(manager, config, false);
      return this.resync.all(manager, { organizationId, configurationId: id });
    });
    const opened = await this.get(organizationId, id);
    this.connections.kickFor(opened.config.provider);
    return { ...opened, syncJobId };
  }

  /** Null when the credentials stay as they are. */
  private async accepted(
    { config, credentials: stored }: OpenedConfig,
    input: UpdateTelephonyConfigDto,
    verify: boolean,
  ): Promise<AcceptedCredentials | null> {
    if (input.config == null) return null;
    const { provider, ...fields } = input.config;
    if (provider !== undefined && provider !== config.provider) throw providerImmutable();
    const submission = { provider: config.provider, fields, stored };
    if (isDeepStrictEqual(this.acceptance.merge(submission), stored)) return null;
    return this.acceptance.accept({ ...submission, verify });
  }

  private async apply(
    manager: EntityManager,
    { config: before }: OpenedConfig,
    input: UpdateTelephonyConfigDto,
    { accepted, versions, override }: ApplyOptions,
  ): Promise<number | null> {
    const { id, organizationId } = before;
    if (override) await overrideRouteAssertions(manager);
    const config = await lock(manager, organizationId as OrganizationId, id);
    if (versions && !versions.includes(config.version)) throw versionMismatch();
    // What was accepted was laid over the credentials that were read before the carrier was asked.
    if (accepted !== null && config.version !== before.version) throw new ChangedMeanwhileError();
    const isRenamed = input.name != null && input.name !== config.name;
    const isOtherPolicy = input.drift_policy != null && input.drift_policy !== config.driftPolicy;
    if (accepted === null && !isRenamed && !isOtherPolicy) return null;
    const columns = accepted === null ? null : this.columnsOf(config.provider, config, accepted);
    const isOtherAccount = columns !== null && columns.accountId !== config.accountId;
    if (columns !== null) await this.leftovers.record(manager, config, columns);
    await manager.update(
      TelephonyConfig,
      { id },
      {
        ...(input.name == null ? {} : { name: input.name, nameKey: nameKey(input.name) }),
        ...(input.drift_policy == null ? {} : { driftPolicy: input.drift_policy }),
        ...columns,
        // It belongs to the account that is left.
        ...(isOtherAccount ? { secondaryKeyId: null, secondaryCiphertext: null, secondaryAddedAt: null } : {}),
        version: () => 'version + 1',
      },
    );
    if (columns === null) return null;
    await this.trunks.all(manager, before, isOtherAccount);
    return this.resync.all(manager, { organizationId, configurationId: id, isOtherAccount });
  }

  /** The columns that follow from the credentials. */
  private columnsOf(
    provider: string,
    owner: { organizationId: number; id: number },
    { credentials, checkedAt }: AcceptedCredentials,
  ) {
    const { accountIdField, applicationIdField, signingSecret } = this.registry.get(provider).metadata;
    const text = (field: string | null): string | null =>
      field === null ? null : ((credentials[field] as string | null) ?? null);
    return {
      accountId: text(accountIdField) ?? `config:${owner.id}`,
      applicationId: text(applicationIdField),
      hasSigningSecret: signingSecret === null || text(signingSecret.field) !== null,
      credentialsCheckedAt: checkedAt,
      credentialsFault: null,
      ...this.vault.seal(owner, credentials),
    };
  }
}

/** The configuration was changed by somebody else while the carrier was being asked. */
class ChangedMeanwhileError extends Error {}

async function lock(manager: EntityManager, organizationId: OrganizationId, id: number): Promise<TelephonyConfig> {
  const config = await manager.findOne(TelephonyConfig, {
    where: { id, organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!config) throw telephonyConfigNotFound();
  return config;
}
