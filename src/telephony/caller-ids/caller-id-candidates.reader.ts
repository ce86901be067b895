import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import type { CalledNumber, CallerIdCandidate } from './caller-id.js';

/** Which configurations are looked at: one, the default for outbound calls, or all but that. */
export type CallerIdScope = { configurationId: number } | { isDefault: boolean };

/** Of numbers that a call can show: the carrier is not known to have lost them, and nobody is called by themselves. */
const SHOWN = (condition: string): string => `
  SELECT n.id, n.address_normalized AS address, n.country_code, n.label, n.is_default_caller_id
    FROM phone_numbers n
    JOIN phone_number_syncs s ON s.phone_number_id = n.id AND s.gone_at IS NULL
   WHERE n.telephony_configuration_id = c.id AND n.is_active AND n.address_normalized <> $3 AND ${condition}`;

const PHONE = `n.address_type = 'pstn'`;
const OF_COUNTRY = `${PHONE} AND n.country_code = $4::bpchar`;
const BY_BYTES = `n.address_normalized COLLATE "C"`;

/**
 * At most four numbers of each configuration, each found by an index: the default; in the order of the numbers of the
 * country the one before the called number and the one behind it, since one of them begins most like it; and the first.
 */
export const CALLER_ID_CANDIDATES = {
  name: 'caller-id-candidates',
  text: `SELECT c.id AS configuration_id, c.name AS configuration_name, c.provider, n.*
           FROM telephony_configurations c
          CROSS JOIN LATERAL (
                (${SHOWN(`n.is_default_caller_id AND (${PHONE} OR NOT $6)`)})
                 UNION
                (${SHOWN(`${OF_COUNTRY} AND ${BY_BYTES} > $3`)} ORDER BY ${BY_BYTES} LIMIT 1)
                 UNION
                (${SHOWN(`${OF_COUNTRY} AND ${BY_BYTES} < $3`)} ORDER BY ${BY_BYTES} DESC LIMIT 1)
                 UNION
                (${SHOWN(PHONE)} ORDER BY n.id LIMIT 1)) n
          WHERE c.organization_id = $1 AND c.inactive_since IS NULL
            AND ($2::bigint IS NULL OR c.id = $2) AND ($5::boolean IS NULL OR c.is_default_outbound = $5)`,
};

/** Reads the numbers among which the best is. */
@Injectable()
export class CallerIdCandidatesReader {
  constructor(private readonly database: Database) {}

  /** None of a parked configuration; whether the others are ready is not asked. */
  read(
    organizationId: OrganizationId,
    { address, country, isPstn }: CalledNumber,
    scope: CallerIdScope,
  ): Promise<CallerIdCandidate[]> {
    const configurationId = 'configurationId' in scope ? scope.configurationId : null;
    const isDefault = 'isDefault' in scope ? scope.isDefault : null;
    // A SIP address may also be called from whatever the default is; a phone only from a phone number.
    const values = [organizationId, configurationId, address, country, isDefault, isPstn];
    return this.database.query<CallerIdCandidate>(CALLER_ID_CANDIDATES, values);
  }
}
