import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, IsNull, Not, Repository } from 'typeorm';
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
import { PASSING_REASONS } from '../sync/retry-policy.js';
import { ProviderOrphan } from '../sync/provider-orphan.entity.js';
import { TelephonyTrunk } from './telephony-trunk.entity.js';
import { trunkInUse, trunkNotFound } from './trunk.errors.js';
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
           sync_message = CASE WHEN $8 THEN NULL ELSE sync_message END
     WHERE organization_id = $1 AND id = $2 AND version = ANY ($3::int[])
    RETURNING id)
  SELECT t.id, CASE WHEN $8 THEN (${trunkJobExpression('t.id', TAKEN_UP_AT)}).id END AS job FROM t`;

// The outcome counts only for the version that it is of; what was made for another one is found again by its name.
const CONCLUDE = {
  name: 'trunk-conclude',
  text: `UPDATE telephony_trunks
            SET external_id = CASE WHEN version = $2 THEN coalesce($3, external_id) ELSE external_id END,
                sync_state = CASE WHEN version = $2 THEN $4 ELSE sync_state END,
                sync_reason = CASE WHEN version = $2 THEN $5 ELSE sync_reason END,
                sync_message = CASE WHEN version = $2 THEN $6 ELSE sync_message END
          WHERE id = $1 RETURNING version`,
};

/** Trunks `t` that are not in line and can come to be by trying, given the reasons that can pass as a parameter. */
export const dueTrunks = (reasons: string): string =>
  `(t.sync_state = 'pending' OR (t.sync_state = 'failed' AND t.sync_reason = ANY (${reasons}::text[])))`;

const IS_DUE = {
  name: 'trunk-is-due',
  text: `SELECT t.id FROM telephony_trunks t WHERE t.id = $1 AND ${dueTrunks('$2')}`,
};

const MARK_PENDING = {
  name: 'trunk-mark-pending',
  text: `UPDATE telephony_trunks SET sync_state = 'pending', sync_reason = NULL, sync_message = NULL WHERE id = $1`,
};

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

  /** For background work; null when it is gone. */
  find(id: number): Promise<TelephonyTrunk | null> {
    return this.trunks.findOneBy({ id });
  }

  /** Whether trying again can bring it in line. */
  async isDue(id: number): Promise<boolean> {
    return (await this.database.query(IS_DUE, [id, [...PASSING_REASONS]])).length > 0;
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

  /** Those that the carrier has. */
  atCarrier(configId: number): Promise<TelephonyTrunk[]> {
    return this.trunks.find({
      where: { telephonyConfigurationId: configId, externalId: Not(IsNull()) },
      order: { id: 'ASC' },
    });
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
   * Stores how an attempt ended.
   * @returns whether the trunk is still as the attempt saw it; null when it is gone
   */
  async conclude(trunk: TelephonyTrunk, outcome: TrunkOutcome, externalId: string | null): Promise<boolean | null> {
    const values = [trunk.id, trunk.version, externalId, outcome.state, outcome.reason, outcome.message];
    const [row] = await this.database.query<{ version: number }>(CONCLUDE, values);
    return row ? row.version === trunk.version : null;
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
   * @param beside what is stored in the same transaction
   * @throws DomainError `trunk_in_use`, `version_mismatch`
   */
  async delete(
    trunk: TelephonyTrunk,
    versions: Versions,
    beside: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.deleting(trunk, () =>
      this.database.transaction(async (manager) => {
        const where = { id: trunk.id, ...(versions ? { version: In([...versions]) } : {}) };
        const { affected } = await manager.delete(TelephonyTrunk, where);
        if (affected === 0 && versions) throw versionMismatch();
        await beside(manager);
      }),
    );
  }

  /** Whether numbers keep the configuration from being deleted. */
  hasNumbers(telephonyConfigurationId: number): Promise<boolean> {
    return this.trunks.manager.existsBy(PhoneNumber, { telephonyConfigurationId });
  }

  /** Before the carrier is asked to let go: should the row stay after all, the sweep makes the trunk work again. */
  async markPending(id: number): Promise<void> {
    await this.database.query(MARK_PENDING, [id]);
  }

  /** Keeps in mind what is left of a trunk at the carrier. */
  async recordOrphan(
    { organizationId, accountId, provider }: OrphanOwner,
    externalId: string,
    outcome: TrunkOutcome,
    manager: EntityManager = this.trunks.manager,
  ): Promise<void> {
    await manager.insert(ProviderOrphan, {
      organizationId,
      provider: provider.metadata.provider,
      accountId,
      kind: 'trunk',
      externalId,
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
