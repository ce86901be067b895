import { type CountryCode, type PhoneNumber, validatePhoneNumberLength } from 'libphonenumber-js/max';
import { type RefusedAddress, refuse } from './address-result.js';
import { SHORTEST_NUMBER } from './dial-string.js';
import { parseReading, type Reading } from './pstn-readings.js';

const REGION_NAMES = new Intl.DisplayNames(['en'], { type: 'region' });

/** Explains why none of the readings of a number is valid: the country used, what is wrong with the number, what to do. */
export function refusePstnNumber(readings: readonly Reading[], hint: CountryCode | null): RefusedAddress {
  const reading = tellingReading(readings);
  const why = explain(reading, hint);
  const remedy = reading.startsWith('+')
    ? 'Check the calling code and the digits after it.'
    : 'Check the digits; a number of another country is written with + and its calling code.';
  return refuse('address_not_valid', `${why} ${remedy}`);
}

/** The literal reading, unless it begins with 00 and makes sense as an international number: then that is what was meant. */
function tellingReading(readings: readonly Reading[]): Reading {
  const literal = readings[0] ?? '';
  const international = readings.at(-1) ?? '';
  return literal.startsWith('00') && parseReading(international, null) !== undefined ? international : literal;
}

function explain(reading: Reading, hint: CountryCode | null): string {
  const number = parseReading(reading, hint);
  const isInternational = reading.startsWith('+');
  const place = nameOf(number, isInternational ? null : hint);
  const options = isInternational || hint === null ? {} : { defaultCountry: hint };
  switch (validatePhoneNumberLength(reading, options)) {
    case 'NOT_A_NUMBER':
    case 'TOO_SHORT':
      return `The number is too short${place}.`;
    case 'TOO_LONG':
      return `The number is too long${place}.`;
    case 'INVALID_LENGTH':
      return `The number has a length that is not in use${place}.`;
    case 'INVALID_COUNTRY':
      return 'The number does not begin with the calling code of any country.';
    case undefined:
      return number !== undefined && number.number.length <= SHORTEST_NUMBER
        ? `The number is too short${place}.`
        : `The number is not in a valid range${place}, though its length is right.`;
  }
}

/** ` for United States (US)`, ` for calling code +1`, or nothing when not even that is known. */
function nameOf(number: PhoneNumber | undefined, hint: CountryCode | null): string {
  const country = number?.country ?? hint;
  if (country !== null) {
    return ` for ${REGION_NAMES.of(country) ?? country} (${country})`;
  }
  return number === undefined ? '' : ` for calling code +${number.countryCallingCode}`;
}
