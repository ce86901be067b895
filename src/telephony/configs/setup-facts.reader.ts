import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import type { SetupFacts } from '../../provider-sync/contract/setup-checklist.js';

/** What is known of a configuration without its credentials. */
export type StoredFacts = Omit<SetupFacts, 'credentials'>;

interface FactsRow {
  id: number;
  active_numbers: number;
  bound_numbers: number;
  has_default_caller_id: boolean;
  numbers_without_trunk: number;
  active_trunks: number;
}

const READ = {
  name: 'configuration-setup-facts',
  text: `SELECT c.id, n.*, t.*
           FROM unnest($2::bigint[]) AS c (id)
          CROSS JOIN LATERAL (
                SELECT count(*)::int AS active_numbers, count(inbound_workflow_id)::int AS bound_numbers,
                       coalesce(bool_or(is_default_caller_id), false) AS has_default_caller_id,
                       count(*) FILTER (WHERE telephony_trunk_id IS NULL)::int AS numbers_without_trunk
                  FROM phone_numbers
                 WHERE organization_id = $1 AND telephony_configuration_id = c.id AND is_active) n
          CROSS JOIN LATERAL (
                SELECT count(*)::int AS active_trunks
                  FROM telephony_trunks
                 WHERE organization_id = $1 AND telephony_configuration_id = c.id AND is_active) t`,
};

/** Reads how far configurations are set up, in one statement for all of them. */
@Injectable()
export class SetupFactsReader {
  constructor(private readonly database: Database) {}

  /** @returns the facts of each id that was asked for */
  async read(organizationId: OrganizationId, ids: readonly number[]): Promise<Map<number, StoredFacts>> {
    const rows = await this.database.query<FactsRow>(READ, [organizationId, ids]);
    return new Map(rows.map((row) => [row.id, toFacts(row)]));
  }
}

function toFacts(row: FactsRow): StoredFacts {
  return {
    activeNumbers: row.active_numbers,
    boundNumbers: row.bound_numbers,
    hasDefaultCallerId: row.has_default_caller_id,
    activeTrunks: row.active_trunks,
    numbersWithoutTrunk: row.numbers_without_trunk,
  };
}

/** Of a configuration that nothing hangs on. */
export const NO_FACTS: StoredFacts = {
  activeNumbers: 0,
  boundNumbers: 0,
  hasDefaultCallerId: false,
  activeTrunks: 0,
  numbersWithoutTrunk: 0,
};
