import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  PhoneNumber,
} from 'libphonenumber-js/max';
import { withoutSeparators } from './dial-string.js';

const CALLING_CODES: ReadonlySet<string> = new Set(getCountries().map((country) => getCountryCallingCode(country)));
const TRUNK_HINT = /^([+\d \-.)/(]*?)\(0\)/;

/** One way to understand what was dialled: digits, with or without a plus, without separators. */
export type Reading = string;

/**
 * The ways to understand a number, the literal one first. The others count only if the literal one is no number:
 * - without the "(0)" of "+34 (0)91 …", but only where a trunk prefix can stand. It comes second because the library drops
 *   a trunk prefix by itself, and because in Italy the zero belongs to the number;
 * - with a leading 00 as a plus. It comes last because where 00 is not the international prefix it may begin a national
 *   number; the country's own prefix is the library's matter.
 */
export function readingsOf(text: string, hint: CountryCode | null): Reading[] {
  const literal = withoutSeparators(text);
  const readings = [literal];
  const trunkHint = TRUNK_HINT.exec(text);
  if (trunkHint !== null) {
    const before = withoutSeparators(trunkHint[1] ?? '');
    if (before === '' || isCallingCode(before, hint)) {
      readings.push(before + withoutSeparators(text.slice(trunkHint[0].length)));
    }
  }
  if (literal.startsWith('00')) {
    readings.push(`+${literal.slice(2)}`);
  }
  return readings;
}

function isCallingCode(before: string, hint: CountryCode | null): boolean {
  return before.startsWith('+')
    ? CALLING_CODES.has(before.slice(1))
    : hint !== null && before === getCountryCallingCode(hint);
}

/** Parses one reading; with a plus the hint plays no part. Undefined when it is no number of any plan. */
export function parseReading(reading: Reading, hint: CountryCode | null): PhoneNumber | undefined {
  if (reading.startsWith('+')) {
    const parsed = parsePhoneNumberFromString(reading, { extract: false });
    return parsed === undefined || parsed.number === reading ? parsed : (validAsWritten(reading) ?? parsed);
  }
  return parsePhoneNumberFromString(reading, { extract: false, ...(hint === null ? {} : { defaultCountry: hint }) });
}

/**
 * The number exactly as written, if that is valid. After a plus the library forgives a trunk prefix, and in Belarus it can
 * take one from a number that is complete without it (+375 8 104 726 143): then a canonical form would not be stable.
 */
function validAsWritten(e164: string): PhoneNumber | undefined {
  const number = new PhoneNumber(e164);
  for (const country of number.getPossibleCountries()) {
    number.country = country;
    if (number.isValid()) {
      return number;
    }
  }
  return undefined;
}
