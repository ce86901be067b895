import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { pageWhere } from '../../common/persistence/page-where.js';
import { violates } from '../../common/persistence/postgres-error.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { TrunkSettings } from '../../provider-sync/contract/trunk.strategy.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import { nameKey } from '../name-key.js';
import { PhoneNumber, TRUNK_CONSTRAINT } from '../phone-numbers/phone-number.entity.js';
import { ProviderOrphan } from '../sync/provider-orphan.entity.js';
import { TelephonyTrunk } from './telephony-trunk.entity.js';
import { trunkBusy, trunkInUse, trunkNotFound } from './trunk.errors.js';
import { carrierNameOf } from './trunk-name.js';
import type { TrunkOutcome } from './trunk-outcome.js';
import { trunkJobExpression } from './trunk-queue.js';

export type Versions = readonly number[] | undefined;

export interface TrunkFields {
  name: string;
  settings: TrunkSettings;
  isActive: boolean;
}

/** Whose account an orphan is in. */
interface OrphanOwner {
  organizationId: number;
  accountId: string;
  provider: ProviderFacade;
}

// An attempt follows the commit. Should this process die before it concludes, the queue takes the trunk up.
const TAKEN_UP_AT = `now() + interval '60 seconds'`;

const INSERT = {
  name: 'trunk-insert',
  text: `WITH t AS (
           INSERT INTO telephony_trunks (organization_id, telephony_configuration_id, name, name_key, settings, is_active)
           SELECT organization_id, id, $3, $4, $5, $6 FROM telephony_configurations WHERE organization_id = $1 AND id = $2
           RETURNING id)
         SELECT t.id, (${trunkJobExpression('t.id', TAKEN_UP_AT)}).id AS job FROM t`,
};

const UPDATE = `
  WITH t AS (
    UPDATE telephony_trunks
       SET name = $4, name_key = $5, settings = $6, is_active = $7, version = version + 1, updated_at = now(),
           sync_state = CASE WHEN $8 THEN 'pending' ELSE sync_state END,
           sync_reason = CASE WHEN $8 THEN NULL ELSE sync_reason END,
           sync_message = CASE WHEN $8 THEN NULL ELSE sync_message END,
           next_attempt_at = CASE WHEN $8 THEN NULL ELSE next_attempt_at END,
           wanted_revision = wanted_revision + CASE WHEN $8 THEN 1 ELSE 0 END
     WHERE organization_id = $1 AND id = $2 AND version = ANY ($3::int[])
    RETURNING id)
  SELECT t.id, CASE WHEN $8 THEN (${trunkJobExpression('t.id', TAKEN_UP_AT)}).id END AS job FROM t`;

// So that no trunk is added meanwhile.
const LOCK_CONFIGURATION = 'SELECT 1 FROM telephony_configurations WHERE id = $1 FOR UPDATE';

const NOT_HELD = `
  SELECT id FROM telephony_trunks WHERE telephony_configuration_id = $1 AND lease_token IS DISTINCT FROM $2::uuid
     FOR UPDATE`;

/** Ends a transaction whose changes were only tried. */
class TakenBackError extends Error {}

/** Reads and writes trunks. */
@Injectable()
export class TrunkStore {
  constructor(
    @InjectRepository(TelephonyTrunk) private readonly trunks: Repository<TelephonyTrunk>,
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `telephony_config_not_found`; `trunk_name_taken` through its constraint */
  async insert(organizationId: OrganizationId, configId: number, fields: TrunkFields): Promise<number> {
    const values = [organizationId, configId, fields.name, nameKey(fields.name), fields.settings, fields.isActive];
    const [row] = await this.database.query<{ id: number }>(INSERT, values);
    if (!row) throw telephonyConfigNotFound();
    return row.id;
  }

  /** @throws DomainError `trunk_not_found` */
  async get(organizationId: OrganizationId, configId: number, id: number): Promise<TelephonyTrunk> {
    const trunk = await this.trunks.findOneBy({ id, organizationId, telephonyConfigurationId: configId });
    if (!trunk) throw trunkNotFound();
    return trunk;
  }

  async page(organizationId: OrganizationId, configId: number, query: PageQueryDto): Promise<Page<TelephonyTrunk>> {
    const scope = `trunks:${organizationId}:${configId}`;
    const start = this.cursors.start(query, scope);
    const rows = await this.trunks.find({
      where: { organizationId, telephonyConfigurationId: configId, ...pageWhere(start) },
      order: { id: start.descending ? 'DESC' : 'ASC' },
      take: start.limit + 1,
    });
    return this.cursors.page(rows, query, scope);
  }

  /** All trunks of a configuration. */
  ofConfig(configId: number): Promise<TelephonyTrunk[]> {
    return this.trunks.find({ where: { telephonyConfigurationId: configId }, order: { id: 'ASC' } });
  }

  /**
   * Called in the transaction that deletes a configuration and its trunks with it.
   * @returns false when one of them has been worked on since it was held with this token, or was never held
   */
  async areHeld(manager: EntityManager, configId: number, token: string): Promise<boolean> {
    await manager.query(LOCK_CONFIGURATION, [configId]);
    return (await manager.query<object[]>(NOT_HELD, [configId, token])).length === 0;
  }

  /**
   * @param isRemote whether the change is one that the carrier must be told of
   * @throws DomainError `version_mismatch` when it changed since it was read
   */
  async update(before: TelephonyTrunk, fields: TrunkFields, isRemote: boolean): Promise<void> {
    const { name, settings, isActive } = fields;
    const values = [before.organizationId, before.id, [before.version], name, nameKey(name), settings, isActive];
    const rows = await this.database.query<{ id: number }>({ text: UPDATE }, [...values, isRemote]);
    if (rows.length === 0) throw versionMismatch();
  }

  /**
   * Whether nothing in the database stands against deleting it: it is deleted, and that is taken back.
   * @throws DomainError `trunk_in_use`
   */
  async assertDeletable(trunk: TelephonyTrunk): Promise<void> {
    await this.deleting(trunk, async () => {
      const attempt = this.database.transaction(async (manager) => {
        await manager.delete(TelephonyTrunk, { id: trunk.id });
        throw new TakenBackError();
      });
      await attempt.catch((error: unknown) => {
        if (!(error instanceof TakenBackError)) throw error;
      });
    });
  }

  /**
   * @param token of the lease that it was claimed with
   * @param beside what is stored in the same transaction
   * @throws DomainError `trunk_in_use`, `version_mismatch`, `sync_in_progress`
   */
  async delete(
    trunk: TelephonyTrunk,
    { versions, token }: { versions: Versions; token: string },
    beside: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.deleting(trunk, () =>
      this.database.transaction(async (manager) => {
        const where = { id: trunk.id, leaseToken: token, ...(versions ? { version: In([...versions]) } : {}) };
        const { affected } = await manager.delete(TelephonyTrunk, where);
        if (affected === 0) throw versions ? versionMismatch() : trunkBusy();
        await beside(manager);
      }),
    );
  }

  /** Whether numbers keep the configuration from being deleted. */
  hasNumbers(telephonyConfigurationId: number): Promise<boolean> {
    return this.trunks.manager.existsBy(PhoneNumber, { telephonyConfigurationId });
  }

  /** Keeps in mind what is left of a trunk at the carrier, by its name while its id is not known. */
  async recordOrphan(
    { organizationId, accountId, provider }: OrphanOwner,
    trunk: Pick<TelephonyTrunk, 'id' | 'externalId'>,
    outcome: TrunkOutcome,
    manager: EntityManager = this.trunks.manager,
  ): Promise<void> {
    await manager.insert(ProviderOrphan, {
      organizationId,
      provider: provider.metadata.provider,
      accountId,
      kind: 'trunk',
      externalId: trunk.externalId ?? carrierNameOf(trunk.id),
      reason: outcome.reason ?? 'detach_failed',
      savedSettings: null,
    });
  }

  private async deleting({ id, organizationId }: TelephonyTrunk, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!violates(error, TRUNK_CONSTRAINT)) throw error;
      throw trunkInUse(await this.numbersOn(organizationId, id));
    }
  }

  private numbersOn(organizationId: number, telephonyTrunkId: number): Promise<number> {
    return this.trunks.manager.countBy(PhoneNumber, { organizationId, telephonyTrunkId });
  }
}
