import { type CountryCode, getCountryCallingCode, type PhoneNumber } from 'libphonenumber-js/max';
import { accept, type AddressResult, refuse } from './address-result.js';
import { SHORTEST_NUMBER, withoutSeparators } from './dial-string.js';
import { parseReading, type Reading, readingsOf } from './pstn-readings.js';
import { refusePstnNumber } from './pstn-refusal.js';

interface PstnOptions {
  readonly hint: CountryCode | null;
  /** The provider hands out numbers that no numbering plan lists; a right length is then enough. */
  readonly acceptsPossibleNumbers: boolean;
}

/**
 * Reads folded text of digits, separators and an optional leading plus as a phone number and gives its E.164 form.
 * A number must be valid in its plan; a plus outranks the hint; without both it is `country_code_required`.
 */
export function parsePstnNumber(text: string, { hint, acceptsPossibleNumbers }: PstnOptions): AddressResult {
  if (!/^\+?\d+$/.test(withoutSeparators(text))) {
    return refuse(
      'address_not_valid',
      'The address has no phone number, or a + that is not at its beginning: write +14155551234.',
    );
  }
  const readings = readingsOf(text, hint);
  if (hint === null && !readings[0]?.startsWith('+')) {
    return refuse(
      'country_code_required',
      'The number has no country: write it with + and the country calling code, or give country_code, such as US or IN.',
    );
  }
  const number = firstValid(readings, hint) ?? (acceptsPossibleNumbers ? firstPossible(readings, hint) : undefined);
  return number === undefined
    ? refusePstnNumber(readings, hint)
    : accept('pstn', number.number, countryOf(number, hint));
}

function firstValid(readings: readonly Reading[], hint: CountryCode | null): PhoneNumber | undefined {
  return readings
    .map((reading) => parseReading(reading, hint))
    .find((number) => isLongEnough(number) && number.isValid());
}

function firstPossible(readings: readonly Reading[], hint: CountryCode | null): PhoneNumber | undefined {
  return readings
    .map((reading) => settled(parseReading(reading, hint)))
    .find((number) => isLongEnough(number) && number.isPossible());
}

/**
 * Reads a number's E.164 form, without the hint, until it stays as it is. Lengths differ between countries that share a
 * calling code (seven digits are possible in Canada), and the canonical form must be possible by itself.
 */
function settled(number: PhoneNumber | undefined): PhoneNumber | undefined {
  const again = number === undefined ? undefined : parseReading(number.number, null);
  return again === undefined || again.number === number?.number ? again : settled(again);
}

/** A few plans list subscriber numbers of three digits; whoever writes "+43 1110" has much more likely not finished. */
function isLongEnough(number: PhoneNumber | undefined): number is PhoneNumber {
  return number !== undefined && number.number.length > SHORTEST_NUMBER;
}

/** A hint that shares the number's calling code stands: Italy for a Vatican number, which are one network. */
function countryOf(number: PhoneNumber, hint: CountryCode | null): CountryCode | null {
  const isHintOfNumber = hint !== null && getCountryCallingCode(hint) === number.countryCallingCode;
  return isHintOfNumber ? hint : (number.country ?? null);
}
