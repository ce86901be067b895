declare const canonical: unique symbol;

/**
 * An address in the one form that is stored, compared and sent to carriers: E.164 (`+14155551234`), a SIP URI
 * (`sip:Alice@example.com`) or a SIP extension (`reception`). Only `toCanonicalAddress` makes one, so a string as
 * typed by a person cannot reach a carrier call by accident.
 */
export type CanonicalAddress = string & { readonly [canonical]: true };

/** What kind of destination a canonical address names. */
export type AddressType = 'pstn' | 'sip_uri' | 'sip_extension';

/** The characters of an extension, in canonical (lower) case; RFC 3261 `user` without escapes. */
const EXTENSION = /^(?!\+)[a-z0-9_.!~*'()&=+$,;?/-]{1,64}$/;
const E164 = /^\+[1-9]\d{6,19}$/;
const SIP_URI = /^sips?:[\x21-\x7e]+$/;

/**
 * Brands a string that already has the shape of a canonical address: what `parseTelephonyAddress` made, or what was
 * stored by it. It does not normalise; text from a person or a carrier goes through `parseTelephonyAddress`.
 *
 * @throws TypeError when the text has none of the three shapes, which is a defect of the caller.
 */
export function toCanonicalAddress(text: string): CanonicalAddress {
  if (!E164.test(text) && !SIP_URI.test(text) && !EXTENSION.test(text)) {
    throw new TypeError('Not a canonical address; parse it with parseTelephonyAddress first.');
  }
  return text as CanonicalAddress;
}
