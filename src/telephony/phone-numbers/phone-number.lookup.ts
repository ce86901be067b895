import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { parseTelephonyAddress } from '../../common/address/telephony-address.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ByAddressQueryDto } from './dto/by-address.query.dto.js';
import { addressRefused } from './phone-number.errors.js';
import { PhoneNumberReader } from './phone-number.reader.js';
import type { PhoneNumberRow } from './phone-number.row.js';

/** Finds registrations by what people type. */
@Injectable()
export class PhoneNumberLookup {
  constructor(private readonly reader: PhoneNumberReader) {}

  /** @throws DomainError `phone_number_not_found`, or why the address cannot be read */
  async byAddress(
    organizationId: OrganizationId,
    address: string,
    query: ByAddressQueryDto,
  ): Promise<PhoneNumberRow[]> {
    const parsed = parseTelephonyAddress(address, {
      countryCode: query.country_code ?? null,
      acceptedTypes: ['pstn', 'sip_uri', 'sip_extension'],
      acceptsPossibleNumbers: true,
    });
    if (!parsed.ok) throw addressRefused(parsed);
    const rows = await this.reader.byAddress(
      organizationId,
      parsed.canonical,
      query.provider ?? null,
      query.account_id ?? null,
    );
    if (rows.length === 0) {
      throw new DomainError(
        'phone_number_not_found',
        'No configuration of this organization has a phone number with this address.',
      );
    }
    return rows;
  }
}
