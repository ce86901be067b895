import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OrphanRow } from './orphan.row.js';

/** What names a thing that was left behind, however often it was recorded. */
export type OrphanKey = Pick<OrphanRow, 'provider' | 'account_id' | 'kind' | 'external_id'>;

const SAME = 'organization_id = $1 AND provider = $2 AND account_id = $3 AND kind = $4 AND external_id = $5';

const SAVED = {
  name: 'orphan-saved-settings',
  text: `SELECT saved_settings FROM provider_orphans
          WHERE ${SAME} AND saved_settings IS NOT NULL ORDER BY id DESC LIMIT 1`,
};

const SETTLE = { name: 'orphan-settle', text: `DELETE FROM provider_orphans WHERE ${SAME} RETURNING id` };

const FORGET = {
  name: 'orphan-forget',
  text: 'DELETE FROM provider_orphans WHERE organization_id = $1 AND id = $2 RETURNING id',
};

const ACCOUNT = {
  name: 'orphan-account',
  text: `SELECT id FROM telephony_configurations
          WHERE organization_id = $1 AND provider = $2 AND account_id = $3
          ORDER BY inactive_since IS NOT NULL, id LIMIT 1`,
};

const IS_REGISTERED = {
  name: 'orphan-is-registered',
  text: 'SELECT 1 FROM phone_numbers WHERE provider = $1 AND account_id = $2 AND address_normalized = $3',
};

/** Applications that numbers of the account were linked to by us, as far as anything is known of them. */
const APPLICATIONS = {
  name: 'orphan-applications',
  text: `SELECT external_id FROM provider_applications WHERE provider = $2 AND account_id = $3
          UNION
         SELECT application_id FROM telephony_configurations
          WHERE organization_id = $1 AND provider = $2 AND account_id = $3 AND application_id IS NOT NULL
          UNION
         SELECT external_id FROM provider_orphans
          WHERE organization_id = $1 AND provider = $2 AND account_id = $3 AND kind = 'application'`,
};

/** What is known around an orphan, and its end. */
@Injectable()
export class OrphanStore {
  constructor(private readonly database: Database) {}

  /** A configuration of the organization with the account; one that is in use before one that is parked. */
  async configurationOf(organizationId: OrganizationId, orphan: OrphanKey): Promise<number | null> {
    const values = [organizationId, orphan.provider, orphan.account_id];
    const [row] = await this.database.query<{ id: number }>(ACCOUNT, values);
    return row?.id ?? null;
  }

  /** Whether the number has been registered again, by whomever. */
  async isRegistered({ provider, account_id: accountId, external_id: address }: OrphanKey): Promise<boolean> {
    return (await this.database.query(IS_REGISTERED, [provider, accountId, address])).length > 0;
  }

  /** The carrier's ids of the applications through which a number of the account can have reached us. */
  async applicationsOf(organizationId: OrganizationId, orphan: OrphanKey): Promise<string[]> {
    const values = [organizationId, orphan.provider, orphan.account_id];
    const rows = await this.database.query<{ external_id: string }>(APPLICATIONS, values);
    return rows.map((row) => row.external_id);
  }

  /**
   * What was there before us. Of several records of the same thing the newest that holds something: a later one is
   * empty when we found our own values there.
   */
  async savedSettings(organizationId: OrganizationId, orphan: OrphanKey): Promise<RemoteSettings | null> {
    const rows = await this.database.query<{ saved_settings: RemoteSettings }>(SAVED, values(organizationId, orphan));
    return rows[0]?.saved_settings ?? null;
  }

  /** Ends all records of the same thing, and answers how many there were. */
  async settle(organizationId: OrganizationId, orphan: OrphanKey): Promise<number> {
    return (await this.database.query(SETTLE, values(organizationId, orphan))).length;
  }

  /** Ends one record. False when there is none. */
  async forget(organizationId: OrganizationId, id: number): Promise<boolean> {
    return (await this.database.query(FORGET, [organizationId, id])).length > 0;
  }
}

function values(organizationId: OrganizationId, orphan: OrphanKey): unknown[] {
  return [organizationId, orphan.provider, orphan.account_id, orphan.kind, orphan.external_id];
}
