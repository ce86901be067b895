import type { CountryCode } from 'libphonenumber-js/max';
import { type AddressResult, type RefusedAddress, refuse } from './address-result.js';
import type { AddressType } from './canonical-address.js';
import { readCountryHint } from './country-hint.js';
import {
  isDialString,
  isNumberWithExtension,
  NUMBER_WITH_EXTENSION,
  SHORTEST_NUMBER,
  withoutSeparators,
} from './dial-string.js';
import { findInvisibleCharacter, foldUnicode } from './fold-unicode.js';
import { parsePstnNumber } from './pstn-number.js';
import { parseSipExtension } from './sip-extension.js';
import { parseSipUri } from './sip-uri.js';
import { readTelUri } from './tel-uri.js';

const LONGEST_INPUT = 255;

/** ITU-T E.164 §6: no number has more digits, so a longer string of digits needs no country to be none. */
const MOST_DIGITS = 15;

export interface TelephonyAddressOptions {
  /** ISO 3166-1 alpha-2, any case; null, undefined and blank mean that there is none. */
  readonly countryCode?: string | null | undefined;
  /** The address types of the provider's capability. */
  readonly acceptedTypes: readonly AddressType[];
  /** Whether the provider hands out numbers whose length is right but whose range no numbering plan lists. Default: no. */
  readonly acceptsPossibleNumbers?: boolean | undefined;
}

/** What the readers below need: the options, with the country read. */
interface Context {
  readonly acceptedTypes: readonly AddressType[];
  readonly acceptsPossibleNumbers: boolean;
  readonly hint: CountryCode | null;
}

/**
 * Reads an address as a person typed it or a carrier sent it, and gives the one canonical form it is stored, compared
 * and dialled in. Pure, and idempotent on its own results.
 *
 * Never throws. A refusal carries one of the codes of `AddressErrorCode` and a sentence for a person.
 */
export function parseTelephonyAddress(input: string, options: TelephonyAddressOptions): AddressResult {
  const trimmed = input.trim();
  if (trimmed === '') {
    return refuse('address_empty', 'The address is empty: give a phone number, a SIP URI or an extension.');
  }
  const unreadable = refuseUnreadable(input, trimmed);
  if (unreadable !== null) {
    return unreadable;
  }
  const hint = readCountryHint(options.countryCode);
  if (hint !== null && typeof hint !== 'string') {
    return hint;
  }
  return parseFolded(foldUnicode(trimmed).trim(), {
    acceptedTypes: options.acceptedTypes,
    acceptsPossibleNumbers: options.acceptsPossibleNumbers ?? false,
    hint,
  });
}

function refuseUnreadable(input: string, trimmed: string): RefusedAddress | null {
  if (input.length > LONGEST_INPUT) {
    return refuse(
      'address_not_valid',
      `The address is too long: it may have ${String(LONGEST_INPUT)} characters at most.`,
    );
  }
  const invisible = findInvisibleCharacter(trimmed);
  return invisible === null
    ? null
    : refuse(
        'address_not_valid',
        `The address has an invisible character (${invisible}): type it again instead of pasting it.`,
      );
}

function parseFolded(text: string, context: Context): AddressResult {
  if (/^sips?:/i.test(text)) {
    return context.acceptedTypes.includes('sip_uri') ? parseSipUri(text) : refuseType('a SIP URI');
  }
  if (/^tel:/i.test(text)) {
    const number = readTelUri(text);
    return typeof number === 'string' ? parseNumber(number, context) : number;
  }
  if (isDialString(text)) {
    return parseDialString(text, context);
  }
  if (isNumberWithExtension(text)) {
    return refuse('address_not_valid', NUMBER_WITH_EXTENSION);
  }
  return parseSipExtension(text, context.acceptedTypes);
}

/** Digits are a number or an extension. A plus or a country says number; so does the length, where it can. */
function parseDialString(text: string, context: Context): AddressResult {
  const digits = withoutSeparators(text);
  if (!/^\d+$/.test(digits)) {
    return parseNumber(text, context);
  }
  if (digits.length < SHORTEST_NUMBER || (context.hint === null && isNoNumberAnywhere(digits, context))) {
    return parseSipExtension(digits, context.acceptedTypes);
  }
  return parseNumber(text, context);
}

/** Whether digits without a country are an extension for a provider that has extensions: no plan could hold them. */
function isNoNumberAnywhere(digits: string, { acceptedTypes }: Context): boolean {
  const isTooLong = digits.replace(/^0+/, '').length > MOST_DIGITS;
  return acceptedTypes.includes('sip_extension') && (isTooLong || !acceptedTypes.includes('pstn'));
}

function parseNumber(text: string, context: Context): AddressResult {
  return context.acceptedTypes.includes('pstn') ? parsePstnNumber(text, context) : refuseType('a phone number');
}

function refuseType(what: string): RefusedAddress {
  return refuse('address_type_not_supported', `The address is ${what}, and this provider takes none.`);
}
