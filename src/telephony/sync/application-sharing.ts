import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ApplicationDependents } from '../../provider-sync/contract/voice-application.strategy.js';
import type { ApplicationKey } from './provider-application.store.js';

const OTHERS = {
  name: 'application-others',
  text: `SELECT count(*) FILTER (WHERE organization_id <> $4)::int AS foreign_configurations,
                (count(DISTINCT organization_id) FILTER (WHERE organization_id <> $4))::int AS foreign_organizations
           FROM telephony_configurations
          WHERE provider = $1 AND account_id = $2 AND application_id = $3`,
};

const REGISTERED = {
  name: 'application-registered-addresses',
  text: `SELECT n.address_normalized AS address, n.id, n.organization_id,
                (n.inbound_workflow_id IS NOT NULL AND c.application_id IS NOT DISTINCT FROM $3) AS is_bound
           FROM phone_numbers n
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
          WHERE n.provider = $1 AND n.account_id = $2 AND n.address_normalized = ANY ($4::text[])`,
};

const BOUND_COUNT = {
  name: 'application-bound-count',
  text: `SELECT count(*)::int AS bound
           FROM phone_numbers n
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
          WHERE c.provider = $1 AND c.account_id = $2 AND c.application_id = $3
            AND n.inbound_workflow_id IS NOT NULL AND n.id <> $4`,
};

const IS_USED = {
  name: 'application-is-used',
  text: `SELECT 1 FROM telephony_configurations WHERE provider = $1 AND account_id = $2 AND application_id = $3 LIMIT 1`,
};

/** A number that is linked to an application at the carrier. */
export interface LinkedNumber {
  address: string;
  /** Who has registered it here; null when nobody has. */
  registration: { phoneNumberId: number; organizationId: number } | null;
  /** Whether its calls shall reach us. */
  isBound: boolean;
}

/** Everything that depends on where an application sends calls. */
export interface ApplicationUse {
  numbers: readonly LinkedNumber[];
  /** Whether the carrier has more numbers than it was asked for. */
  isTruncated: boolean;
  /** How many configurations of other organizations name it. A count only: they are not ours to see. */
  foreignConfigurations: number;
  foreignOrganizations: number;
}

interface RegisteredRow {
  address: string;
  id: number;
  organization_id: number;
  is_bound: boolean;
}

/** Who uses an application of a carrier's account: at the carrier, and as far as this installation knows. */
@Injectable()
export class ApplicationSharing {
  constructor(private readonly database: Database) {}

  /**
   * Asks the carrier which numbers hang on the application, and the database whose they are.
   * @param organizationId whose view it is: all others are foreign
   * @throws ProviderError
   */
  async useOf(
    key: ApplicationKey,
    organizationId: number,
    askCarrier: () => Promise<ApplicationDependents>,
  ): Promise<ApplicationUse> {
    const { addresses, isTruncated } = await askCarrier();
    const place = [key.provider, key.accountId, key.externalId];
    const [rows, [others]] = await Promise.all([
      this.database.query<RegisteredRow>(REGISTERED, [...place, addresses]),
      this.database.query<{ foreign_configurations: number; foreign_organizations: number }>(OTHERS, [
        ...place,
        organizationId,
      ]),
    ]);
    const registered = new Map(rows.map((row) => [row.address, row]));
    return {
      numbers: addresses.map((address) => linkedNumber(address, registered.get(address))),
      isTruncated,
      foreignConfigurations: others?.foreign_configurations ?? 0,
      foreignOrganizations: others?.foreign_organizations ?? 0,
    };
  }

  /** How many other numbers of this installation need the application to point to us. */
  async boundCount(key: ApplicationKey, exceptPhoneNumberId: number): Promise<number> {
    const values = [key.provider, key.accountId, key.externalId, exceptPhoneNumberId];
    const [row] = await this.database.query<{ bound: number }>(BOUND_COUNT, values);
    return row?.bound ?? 0;
  }

  /** Whether any configuration of this installation names the application. */
  async isUsed(key: ApplicationKey): Promise<boolean> {
    return (await this.database.query(IS_USED, [key.provider, key.accountId, key.externalId])).length > 0;
  }
}

function linkedNumber(address: string, row: RegisteredRow | undefined): LinkedNumber {
  if (!row) return { address, registration: null, isBound: false };
  return {
    address,
    registration: { phoneNumberId: row.id, organizationId: row.organization_id },
    isBound: row.is_bound,
  };
}
