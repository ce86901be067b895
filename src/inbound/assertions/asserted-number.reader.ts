import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { Database } from '../../database/database.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { parseAddress } from '../../telephony/phone-numbers/number-address.js';
import { ExplainedAccountReader } from '../explain/explained-account.reader.js';
import type { InboundKey } from '../routing/route-rows.js';

/** How a person names a number: by its id, or as anybody would write it. */
export type AssertedNumber =
  { phoneNumberId: number } | { configurationId: number; address: string; countryCode: string | null };

const KEY = {
  name: 'assertion-number',
  text: `SELECT provider, account_id AS "accountId", address_normalized AS address
           FROM phone_numbers WHERE organization_id = $1 AND id = $2`,
};

/** Finds the inbound key of the number that somebody means. */
@Injectable()
export class AssertedNumberReader {
  constructor(
    private readonly database: Database,
    private readonly accounts: ExplainedAccountReader,
    private readonly registry: ProviderRegistry,
  ) {}

  /** @throws DomainError `phone_number_not_found`, `telephony_config_not_found`, or why the address cannot be read */
  async keyOf(organizationId: OrganizationId, named: AssertedNumber): Promise<InboundKey> {
    if ('phoneNumberId' in named) return this.keyOfNumber(organizationId, named.phoneNumberId);
    const account = await this.accounts.account(organizationId, named.configurationId);
    const { metadata } = this.registry.get(account.provider);
    return { ...account, address: parseAddress(metadata, named.address, named.countryCode).canonical };
  }

  private async keyOfNumber(organizationId: OrganizationId, id: number): Promise<InboundKey> {
    const [key] = await this.database.query<InboundKey>(KEY, [organizationId, id]);
    if (!key) {
      throw new DomainError('phone_number_not_found', 'There is no such phone number in this organization.');
    }
    return key;
  }
}
