import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ApplicationKey } from './provider-application.store.js';

const OTHERS = {
  name: 'application-others',
  text: `SELECT count(*) FILTER (WHERE organization_id <> $4)::int AS foreign_configurations
           FROM telephony_configurations
          WHERE provider = $1 AND account_id = $2 AND application_id = $3`,
};

const BOUND = {
  name: 'application-bound-addresses',
  text: `SELECT n.address_normalized
           FROM phone_numbers n
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
          WHERE c.provider = $1 AND c.account_id = $2 AND c.application_id = $3
            AND n.inbound_workflow_id IS NOT NULL AND n.address_normalized = ANY ($4::text[])`,
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

/** Who uses an application of a carrier's account, as far as this installation knows. */
@Injectable()
export class ApplicationSharing {
  constructor(private readonly database: Database) {}

  /** How many configurations of other organizations name the application. A count only: they are not ours to see. */
  async foreignConfigurations(key: ApplicationKey, organizationId: number): Promise<number> {
    const values = [key.provider, key.accountId, key.externalId, organizationId];
    const [row] = await this.database.query<{ foreign_configurations: number }>(OTHERS, values);
    return row?.foreign_configurations ?? 0;
  }

  /** Those of the addresses whose calls shall reach us anyway. */
  async boundHere(key: ApplicationKey, addresses: readonly string[]): Promise<Set<string>> {
    const values = [key.provider, key.accountId, key.externalId, addresses];
    const rows = await this.database.query<{ address_normalized: string }>(BOUND, values);
    return new Set(rows.map((row) => row.address_normalized));
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
