import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AddressType } from '../../common/address/canonical-address.js';
import { Database } from '../../database/database.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import type { ImportParameters } from './import.task.js';
import type { Registration } from './inventory.store.js';
import { InventoryStore } from './inventory.store.js';

/** A number of the carrier's, ready to be registered. */
export interface ImportedNumber {
  address: string;
  type: AddressType;
  country_code: string | null;
  label: string | null;
  settings: RemoteSettings;
}

// Whoever has a number already keeps it; a workflow that was deleted meanwhile lets nothing be inserted.
const INSERT = `WITH n AS (
           INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
                  address_normalized, address_type, country_code, label, inbound_workflow_id, is_active)
           SELECT c.organization_id, c.id, c.provider, c.account_id, v.address, v.address, v.type, v.country_code, v.label, $3::bigint, $4
             FROM telephony_configurations c,
                  jsonb_to_recordset($2::jsonb) AS v (address text, type text, country_code text, label text)
            WHERE c.id = $1 AND ($3::bigint IS NULL OR EXISTS (
                  SELECT 1 FROM workflows w WHERE w.organization_id = c.organization_id AND w.id = $3::bigint))
           ON CONFLICT ON CONSTRAINT uq_phone_numbers_inbound_key DO NOTHING
           RETURNING id, telephony_configuration_id, address_normalized),
         s AS (
           INSERT INTO phone_number_syncs (phone_number_id, telephony_configuration_id, state, message, next_attempt_at,
                  observed_settings, seen_at)
           SELECT n.id, n.telephony_configuration_id, CASE WHEN $3::bigint IS NULL THEN 'not_applicable' ELSE 'pending' END,
                  CASE WHEN $3::bigint IS NULL THEN 'No workflow is bound, so the carrier is left as it is.' ELSE 'About to be synced.' END,
                  CASE WHEN $3::bigint IS NOT NULL THEN now() END, v.settings, now()
             FROM n JOIN jsonb_to_recordset($2::jsonb) AS v (address text, settings jsonb) ON v.address = n.address_normalized)
         SELECT id, address_normalized AS address FROM n`;

const WITHOUT_ITEM = {
  name: 'import-addresses-without-item',
  text: `SELECT a AS address FROM unnest($2::text[]) WITH ORDINALITY AS wanted (a, n)
          WHERE NOT EXISTS (SELECT 1 FROM job_items i WHERE i.job_id = $1 AND i.address = a)
          ORDER BY n`,
};

/** The statements of an import: a page of numbers each, never one by one. */
@Injectable()
export class ImportStore {
  constructor(
    private readonly database: Database,
    private readonly inventory: InventoryStore,
  ) {}

  /** @returns those that were not registered before */
  insert(
    { id }: BackgroundAccount,
    { inbound_workflow_id: workflowId, is_active: isActive }: ImportParameters,
    numbers: readonly ImportedNumber[],
    manager: EntityManager,
  ): Promise<{ id: number; address: string }[]> {
    return manager.query(INSERT, [id, JSON.stringify(numbers), workflowId, isActive]);
  }

  /** Who has those that could not be inserted. */
  async holders(
    account: BackgroundAccount,
    addresses: readonly string[],
    manager: EntityManager,
  ): Promise<Registration[]> {
    return addresses.length === 0 ? [] : this.inventory.registrations(account, addresses, manager);
  }

  /** The chosen addresses that the inventory has not shown. */
  async addressesWithoutItem(jobId: number, addresses: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ address: string }>(WITHOUT_ITEM, [jobId, addresses]);
    return rows.map(({ address }) => address);
  }
}
