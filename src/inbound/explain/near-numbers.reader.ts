import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { addressSpellings, commonDigits, SUFFIX_DIGITS } from './address-spellings.js';
import type { Called, NearNumber, NearRow } from './near-number.js';
import { NEAR_REASONS, nearNumber } from './near-number.js';

const MOST_SHOWN = 10;

/** Two look-ups by an index each, whatever else the organization has. */
const NEAR = {
  name: 'near-numbers',
  text: `WITH near AS (
           (SELECT id FROM phone_numbers
             WHERE organization_id = $1 AND address_normalized = ANY ($2::text[]) LIMIT 50)
            UNION
           (SELECT id FROM phone_numbers
             WHERE organization_id = $1 AND address_type = 'pstn'
               AND right(address_normalized, ${SUFFIX_DIGITS}) = $3 LIMIT 50))
         SELECT n.id, n.telephony_configuration_id, c.name AS configuration_name, n.provider, n.account_id,
                n.address_normalized, n.label, n.is_active, c.inactive_since IS NULL AS is_configuration_active,
                n.inbound_workflow_id, w.is_active AS is_workflow_active
           FROM near
           JOIN phone_numbers n ON n.id = near.id
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
           LEFT JOIN workflows w ON w.id = n.inbound_workflow_id
          ORDER BY n.id`,
};

/** Finds the organization's numbers that resemble one that was called in vain. */
@Injectable()
export class NearNumbersReader {
  constructor(private readonly database: Database) {}

  /**
   * The most alike first.
   * @param to as the carrier sends it
   */
  async of(organizationId: OrganizationId, to: string, called: Called): Promise<NearNumber[]> {
    const { exact, suffix } = addressSpellings(to, called.address);
    const rows = await this.database.query<NearRow>(NEAR, [organizationId, exact, suffix]);
    const alike = called.address ?? to;
    const rank = ({ row, reason }: NearNumber): number[] => [
      row.address_normalized === called.address ? 0 : 1,
      // Of numbers that are the called one, what failed latest is the closest to an answer.
      row.address_normalized === called.address ? -NEAR_REASONS.indexOf(reason) : 0,
      -commonDigits(row.address_normalized, alike),
      row.provider === called.provider ? 0 : 1,
      row.id,
    ];
    return rows
      .flatMap((row) => nearNumber(row, called) ?? [])
      .sort((a, b) => compare(rank(a), rank(b)))
      .slice(0, MOST_SHOWN);
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
