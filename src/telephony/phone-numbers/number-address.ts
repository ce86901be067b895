import type { AddressType, CanonicalAddress } from '../../common/address/canonical-address.js';
import { parseTelephonyAddress } from '../../common/address/telephony-address.js';
import type { InventoryNumber } from '../../provider-sync/contract/number-inventory.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { addressRefused } from './phone-number.errors.js';
import type { PhoneNumberRow } from './phone-number.row.js';

export interface ParsedAddress {
  canonical: CanonicalAddress;
  type: AddressType;
  countryCode: string | null;
}

/** @throws DomainError with the address module's own code, pointing to the field at fault */
export function parseAddress(
  metadata: ProviderMetadata,
  address: string,
  countryCode: string | null | undefined,
): ParsedAddress {
  const { capabilities } = metadata;
  const parsed = parseTelephonyAddress(address, {
    countryCode: countryCode ?? null,
    acceptedTypes: capabilities.addressTypes,
    acceptsPossibleNumbers: capabilities.acceptsPossibleNumbers,
  });
  if (!parsed.ok) throw addressRefused(parsed);
  return { canonical: parsed.canonical, type: parsed.type, countryCode: parsed.countryCode };
}

/** A number of an inventory as it would be registered; null when it is no address that the provider's numbers can have. */
export function readAddress(
  { capabilities }: ProviderMetadata,
  { address, countryCode }: Pick<InventoryNumber, 'address' | 'countryCode'>,
): ParsedAddress | null {
  const parsed = parseTelephonyAddress(address, {
    countryCode,
    acceptedTypes: capabilities.addressTypes,
    acceptsPossibleNumbers: true,
  });
  return parsed.ok ? { canonical: parsed.canonical, type: parsed.type, countryCode: parsed.countryCode } : null;
}

/** The country that a stored number has under a new hint: its own, unless several share the calling code. */
export function countryOf(row: PhoneNumberRow, hint: string | null): string | null {
  const parsed = parseTelephonyAddress(row.address_normalized, {
    countryCode: hint,
    acceptedTypes: [row.address_type],
    acceptsPossibleNumbers: true,
  });
  if (!parsed.ok) throw addressRefused(parsed);
  return parsed.countryCode;
}
