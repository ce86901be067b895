import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import { type RefusedAddress, refuse } from './address-result.js';

// Tested before upper-casing: `ß` would become `SS`, which is South Sudan.
const ISO_2 = /^[A-Za-z]{2}$/;

/**
 * Reads the `country_code` that came with an address: any case, blank is the same as absent (carriers send blanks).
 * Refuses what no numbering plan is known for with `country_code_not_valid`.
 */
export function readCountryHint(countryCode: string | null | undefined): CountryCode | null | RefusedAddress {
  const text = countryCode?.trim() ?? '';
  if (text === '') {
    return null;
  }
  const country = text.toUpperCase();
  if (ISO_2.test(text) && isSupportedCountry(country)) {
    return country;
  }
  return refuse(
    'country_code_not_valid',
    'The country code is not one of a country with a numbering plan: give the two letters of ISO 3166-1, such as US or IN.',
  );
}
