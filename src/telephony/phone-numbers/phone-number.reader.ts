import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import { phoneNumberNotFound } from './phone-number.errors.js';
import type { PhoneNumberRow } from './phone-number.row.js';
import { PHONE_NUMBER_COLUMNS, PHONE_NUMBER_TABLES } from './phone-number.row.js';
import type { PhoneNumberFilters } from './phone-number-list.statement.js';
import { phoneNumberListStatement } from './phone-number-list.statement.js';

/** Reads one number. */
export const GET_PHONE_NUMBER = {
  name: 'phone-number-get',
  text: `SELECT ${PHONE_NUMBER_COLUMNS} FROM ${PHONE_NUMBER_TABLES}
          WHERE n.organization_id = $1 AND n.telephony_configuration_id = $2 AND n.id = $3`,
};

const BY_ADDRESS = {
  name: 'phone-number-by-address',
  text: `SELECT ${PHONE_NUMBER_COLUMNS} FROM ${PHONE_NUMBER_TABLES}
          WHERE n.organization_id = $1 AND n.address_normalized = $2
            AND ($3::text IS NULL OR n.provider = $3) AND ($4::text IS NULL OR n.account_id = $4)
          ORDER BY n.id LIMIT 1000`,
};

const HOLDER = {
  name: 'phone-number-holder',
  text: `SELECT holder.name
           FROM telephony_configurations asking
           JOIN phone_numbers n ON n.provider = asking.provider AND n.account_id = asking.account_id
           JOIN telephony_configurations holder ON holder.id = n.telephony_configuration_id
          WHERE asking.id = $2 AND n.organization_id = $1 AND n.address_normalized = $3`,
};

/** Reads phone numbers with what belongs to them, one statement each. */
@Injectable()
export class PhoneNumberReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `phone_number_not_found` */
  async get(organizationId: OrganizationId, configId: number, id: number): Promise<PhoneNumberRow> {
    const [row] = await this.database.query<PhoneNumberRow>(GET_PHONE_NUMBER, [organizationId, configId, id]);
    if (!row) throw phoneNumberNotFound();
    return row;
  }

  /** @param filters.telephony_configuration_id limits the list to one configuration */
  async list(organizationId: OrganizationId, filters: PhoneNumberFilters): Promise<Page<PhoneNumberRow>> {
    const scope = `phone-numbers:${organizationId}`;
    const start = this.cursors.start(filters, scope);
    const { statement, values } = phoneNumberListStatement(organizationId, filters, start);
    const rows = await this.database.query<PhoneNumberRow>(statement, values);
    return this.cursors.page(rows, filters, scope);
  }

  /** The registrations of a canonical address in this organization, by provider and account if given. */
  byAddress(
    organizationId: OrganizationId,
    address: string,
    provider: string | null,
    accountId: string | null,
  ): Promise<PhoneNumberRow[]> {
    return this.database.query<PhoneNumberRow>(BY_ADDRESS, [organizationId, address, provider, accountId]);
  }

  /** Name of the caller's own configuration that holds an address of the account; null when it is not the caller's to know. */
  async holderOf(organizationId: OrganizationId, configId: number, address: string): Promise<string | null> {
    const [row] = await this.database.query<{ name: string }>(HOLDER, [organizationId, configId, address]);
    return row?.name ?? null;
  }
}
