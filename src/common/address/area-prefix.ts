import { type CountryCode, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import type { CanonicalAddress } from './canonical-address.js';

/** Area codes of the North American Numbering Plan have three digits; elsewhere two tell large areas apart. */
const NORTH_AMERICA = '1';

/**
 * What numbers of the same area begin with: the country calling code and the first digits of the national number. Null
 * for a number of no single country.
 * @param canonical in E.164
 * @param country ISO 3166-1 alpha-2, in capitals
 */
export function areaPrefixOf(canonical: CanonicalAddress, country: string | null): string | null {
  if (country === null || !isSupportedCountry(country)) return null;
  const callingCode: string = getCountryCallingCode(country satisfies CountryCode);
  const digits = callingCode === NORTH_AMERICA ? 3 : 2;
  return canonical.slice(0, 1 + callingCode.length + digits);
}
