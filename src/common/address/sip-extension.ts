import { accept, type AddressResult, refuse } from './address-result.js';
import type { AddressType } from './canonical-address.js';

const LONGEST = 64;
const CHARACTERS = /^[A-Za-z0-9_.!~*'()&=+$,;?/-]+$/;

/**
 * Reads folded text as a SIP extension: 1–64 characters, lower-cased. Refuses with `address_type_not_supported` where the
 * provider takes none, so that a mistyped number is never taken for one.
 */
export function parseSipExtension(text: string, acceptedTypes: readonly AddressType[]): AddressResult {
  if (text.startsWith('+') || !CHARACTERS.test(text)) {
    return refuse(
      'address_not_valid',
      'The address is neither a phone number nor a SIP URI nor an extension: write a number like +14155551234, a URI like ' +
        "sip:user@host, or an extension of letters, digits and _.!~*'()&=+$,;?/- without spaces.",
    );
  }
  if (!acceptedTypes.includes('sip_extension')) {
    return refuse(
      'address_type_not_supported',
      'The address is taken for a SIP extension, and this provider takes none: write a phone number in full, with + and the ' +
        'country calling code.',
    );
  }
  if (text.length > LONGEST) {
    return refuse('address_not_valid', `The extension is too long: it may have ${String(LONGEST)} characters at most.`);
  }
  return accept('sip_extension', text.toLowerCase());
}
