import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { AddressType, CanonicalAddress } from '../../common/address/canonical-address.js';
import { versionMismatch } from '../../common/errors/version-mismatch.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { Database } from '../../database/database.js';
import { overrideRouteAssertions } from '../../workflows/assertions/route-assertion.rule.js';
import { workflowNotFound } from '../../workflows/workflow.errors.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import { LEASE_SECONDS } from '../sync/phone-number-sync.store.js';
import { SyncQueue, wakeExpression } from '../sync/sync-queue.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import { trunkNotFound } from '../trunks/trunk.errors.js';
import {
  CONFIGURATION_CONSTRAINT,
  INBOUND_KEY_CONSTRAINT,
  INBOUND_WORKFLOW_CONSTRAINT,
  TRUNK_CONSTRAINT,
} from './phone-number.entity.js';
import { phoneNumberNotFound, phoneNumberTaken } from './phone-number.errors.js';
import { PhoneNumberReader } from './phone-number.reader.js';
import type { PhoneNumberRow } from './phone-number.row.js';
import { PHONE_NUMBER_COLUMNS } from './phone-number.row.js';

/** A number to store, with the sync state that its first attempt starts from. */
export interface NewPhoneNumber {
  configId: number;
  address: string;
  canonical: CanonicalAddress;
  type: AddressType;
  countryCode: string | null;
  label: string | null;
  workflowId: number | null;
  trunkId: number | null;
  isActive: boolean;
  isDefaultCallerId: boolean;
  metadata: Record<string, unknown>;
  sync: SyncOutcome;
  confirmShared: boolean;
  /** Holds the number for the attempt that follows the commit; null when none follows. */
  leaseToken: string | null;
}

/** What an update sets; a field that is absent stays. */
export interface PhoneNumberChanges {
  label?: string | null;
  workflowId?: number | null;
  trunkId?: number | null;
  isActive?: boolean;
  countryCode?: string | null;
  metadata?: Record<string, unknown>;
}

interface UpdateOptions {
  versions: readonly number[] | undefined;
  leaseToken: string;
  confirmShared: boolean;
  override: boolean;
}

// Number and sync state in one statement: atomic without a transaction's extra round trips.
export const INSERT_PHONE_NUMBER = {
  name: 'phone-number-insert',
  text: `WITH n AS (
           INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
                  address_normalized, address_type, country_code, label, inbound_workflow_id, is_active, is_default_caller_id, extra_metadata,
                  telephony_trunk_id)
           SELECT organization_id, id, provider, account_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $17
             FROM telephony_configurations WHERE organization_id = $1 AND id = $2
           RETURNING *),
         s AS (
           INSERT INTO phone_number_syncs (phone_number_id, telephony_configuration_id, state, reason, message, shared_confirmed,
                  lease_token, lease_until, next_attempt_at)
           SELECT id, telephony_configuration_id, $12::text, $13, $14, $15, $16,
                  CASE WHEN $16::uuid IS NOT NULL THEN now() + interval '${LEASE_SECONDS} seconds' END,
                  CASE WHEN $12::text = 'pending' THEN now() END
             FROM n
           RETURNING *)
         SELECT ${PHONE_NUMBER_COLUMNS},
                CASE WHEN $12::text = 'pending' THEN ${wakeExpression('n.telephony_configuration_id', `now() + interval '${LEASE_SECONDS} seconds'`)} END AS job
           FROM n JOIN s ON s.phone_number_id = n.id
           LEFT JOIN workflows w ON w.organization_id = n.organization_id AND w.id = n.inbound_workflow_id`,
};

const CLEAR_DEFAULT = `
  UPDATE phone_numbers SET is_default_caller_id = false, version = version + 1, updated_at = now()
   WHERE organization_id = $1 AND telephony_configuration_id = $2 AND is_default_caller_id AND id <> $3`;

const SET_DEFAULT = `
  UPDATE phone_numbers SET is_default_caller_id = true, version = version + 1, updated_at = now()
   WHERE organization_id = $1 AND telephony_configuration_id = $2 AND id = $3 AND NOT is_default_caller_id`;

// The wanted state changes together with the binding; an attempt for the older revision will not conclude.
const WANT = `
  UPDATE phone_number_syncs
     SET state = 'pending', reason = NULL, message = NULL, next_attempt_at = now(), wanted_revision = wanted_revision + 1,
         shared_confirmed = $3,
         lease_token = CASE WHEN lease_until IS NULL OR lease_until < now() THEN $2::uuid ELSE lease_token END,
         lease_until = CASE WHEN lease_until IS NULL OR lease_until < now() THEN now() + interval '${LEASE_SECONDS} seconds' ELSE lease_until END
   WHERE phone_number_id = $1`;

const UNBIND = `
  UPDATE phone_numbers SET inbound_workflow_id = NULL, version = version + 1, updated_at = now()
   WHERE id = $1 AND inbound_workflow_id = $2
   RETURNING telephony_configuration_id`;

/** Writes phone numbers. The database decides who owns a number; this class only translates its refusals. */
@Injectable()
export class PhoneNumberWriter {
  constructor(
    private readonly database: Database,
    private readonly reader: PhoneNumberReader,
    private readonly queue: SyncQueue,
  ) {}

  /** @throws DomainError `phone_number_taken`, `workflow_not_found`, `trunk_not_found`, `telephony_config_not_found` */
  async insert(organizationId: OrganizationId, number: NewPhoneNumber): Promise<PhoneNumberRow> {
    const values = insertValues(organizationId, number);
    try {
      const rows = number.isDefaultCallerId
        ? await this.insertDefault(organizationId, number.configId, values)
        : await this.database.query<PhoneNumberRow>(INSERT_PHONE_NUMBER, values);
      const [row] = rows;
      if (!row) throw telephonyConfigNotFound();
      return row;
    } catch (error) {
      if (violates(error, INBOUND_KEY_CONSTRAINT)) {
        throw phoneNumberTaken(await this.reader.holderOf(organizationId, number.configId, number.canonical));
      }
      throw translate(error);
    }
  }

  /**
   * @param options.leaseToken holds the number when the binding changed and an attempt has to follow
   * @param options.override whether route assertions may break
   * @returns whether calls shall now reach us where they did not, or the other way round
   */
  async update(
    organizationId: OrganizationId,
    configId: number,
    id: number,
    changes: PhoneNumberChanges,
    options: UpdateOptions,
  ): Promise<{ isBindingChanged: boolean }> {
    const { versions, leaseToken, confirmShared, override } = options;
    try {
      return await this.database.transaction(async (manager) => {
        if (override) await overrideRouteAssertions(manager);
        const before = await lockRow(manager, organizationId, configId, id, versions);
        const isBindingChanged =
          changes.workflowId !== undefined && (changes.workflowId === null) !== (before.inbound_workflow_id === null);
        await setColumns(manager, id, changes);
        if (isBindingChanged) {
          await manager.query(WANT, [id, leaseToken, confirmShared]);
          // Should this process die before its attempt concludes, the queue takes the number up.
          const at = new Date(Date.now() + LEASE_SECONDS * 1_000);
          await this.queue.wake(configId, { at, manager });
        }
        return { isBindingChanged };
      });
    } catch (error) {
      throw translate(error);
    }
  }

  /**
   * Unbinds a number that is bound to the workflow; any other stays as it is.
   * @param options.leaseToken holds the number for the attempt that has to follow
   */
  async unbindFrom(
    workflowId: number,
    id: number,
    { leaseToken, override }: Pick<UpdateOptions, 'leaseToken' | 'override'>,
  ): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (override) await overrideRouteAssertions(manager);
      const [rows] = await manager.query<[{ telephony_configuration_id: number }[], number]>(UNBIND, [id, workflowId]);
      const [unbound] = rows;
      if (!unbound) return;
      await manager.query(WANT, [id, leaseToken, false]);
      const at = new Date(Date.now() + LEASE_SECONDS * 1_000);
      await this.queue.wake(unbound.telephony_configuration_id, { at, manager });
    });
  }

  /** Makes a number the default caller id of its configuration; of simultaneous switches the last one wins. */
  async setDefaultCallerId(organizationId: OrganizationId, configId: number, id: number): Promise<void> {
    await this.database.transaction(async (manager) => {
      await lockConfig(manager, organizationId, configId);
      await lockRow(manager, organizationId, configId, id, undefined);
      await manager.query(CLEAR_DEFAULT, [organizationId, configId, id]);
      await manager.query(SET_DEFAULT, [organizationId, configId, id]);
    });
  }

  private insertDefault(
    organizationId: OrganizationId,
    configId: number,
    values: unknown[],
  ): Promise<PhoneNumberRow[]> {
    return this.database.transaction(async (manager) => {
      await lockConfig(manager, organizationId, configId);
      await manager.query(CLEAR_DEFAULT, [organizationId, configId, 0]);
      return manager.query<PhoneNumberRow[]>(INSERT_PHONE_NUMBER.text, values);
    });
  }
}

function insertValues(organizationId: OrganizationId, number: NewPhoneNumber): unknown[] {
  return [
    organizationId,
    number.configId,
    number.address,
    number.canonical,
    number.type,
    number.countryCode,
    number.label,
    number.workflowId,
    number.isActive,
    number.isDefaultCallerId,
    number.metadata,
    number.sync.state,
    number.sync.reason,
    number.sync.message,
    number.confirmShared,
    number.leaseToken,
    number.trunkId,
  ];
}

/** Switches of a configuration's default wait for each other here instead of colliding on the partial unique index. */
async function lockConfig(manager: EntityManager, organizationId: OrganizationId, configId: number): Promise<void> {
  await manager.query('SELECT FROM telephony_configurations WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE', [
    organizationId,
    configId,
  ]);
}

async function lockRow(
  manager: EntityManager,
  organizationId: OrganizationId,
  configId: number,
  id: number,
  versions: readonly number[] | undefined,
): Promise<{ inbound_workflow_id: number | null }> {
  const [row] = await manager.query<{ inbound_workflow_id: number | null; version: number }[]>(
    `SELECT inbound_workflow_id, version FROM phone_numbers
      WHERE organization_id = $1 AND telephony_configuration_id = $2 AND id = $3 FOR NO KEY UPDATE`,
    [organizationId, configId, id],
  );
  if (!row) throw phoneNumberNotFound();
  if (versions && !versions.includes(row.version)) throw versionMismatch();
  return row;
}

async function setColumns(manager: EntityManager, id: number, changes: PhoneNumberChanges): Promise<void> {
  const columns = Object.entries({
    label: changes.label,
    inbound_workflow_id: changes.workflowId,
    telephony_trunk_id: changes.trunkId,
    is_active: changes.isActive,
    country_code: changes.countryCode,
    extra_metadata: changes.metadata,
  }).filter(([, value]) => value !== undefined);
  if (columns.length === 0) return;
  const assignments = columns.map(([column], index) => `${column} = $${index + 2}, `).join('');
  // A change to what is there already is none; a new version would turn others away for nothing.
  const differs = columns.map(([column], index) => `${column} IS DISTINCT FROM $${index + 2}`).join(' OR ');
  const sql = `UPDATE phone_numbers SET ${assignments}version = version + 1, updated_at = now() WHERE id = $1 AND (${differs})`;
  await manager.query(sql, [id, ...columns.map(([, value]) => value)]);
}

function translate(error: unknown): unknown {
  if (violates(error, INBOUND_WORKFLOW_CONSTRAINT)) return workflowNotFound();
  if (violates(error, TRUNK_CONSTRAINT)) return trunkNotFound();
  // The configuration was deleted between the look-up and the insert.
  if (violates(error, CONFIGURATION_CONSTRAINT)) return telephonyConfigNotFound();
  return error;
}
