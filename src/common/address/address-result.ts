import { type AddressType, type CanonicalAddress, toCanonicalAddress } from './canonical-address.js';

/** The closed list of reasons for which an address is refused; the API answers 422 with the same code. */
export type AddressErrorCode =
  | 'address_empty'
  | 'address_not_valid'
  | 'country_code_required'
  | 'country_code_not_valid'
  | 'address_type_not_supported';

export interface AcceptedAddress {
  readonly ok: true;
  readonly canonical: CanonicalAddress;
  readonly type: AddressType;
  /** ISO 3166-1 alpha-2 country of a PSTN number; null for SIP, and for numbers that belong to no single country. */
  readonly countryCode: string | null;
}

export interface RefusedAddress {
  readonly ok: false;
  readonly code: AddressErrorCode;
  /** A sentence for a person: why, and what to do. It never repeats the address. */
  readonly detail: string;
}

export type AddressResult = AcceptedAddress | RefusedAddress;

/** An accepted address; `canonical` must have its canonical shape already. */
export function accept(type: AddressType, canonical: string, countryCode: string | null = null): AcceptedAddress {
  return { ok: true, canonical: toCanonicalAddress(canonical), type, countryCode };
}

/** A refused address, with the sentence that a person reads. */
export function refuse(code: AddressErrorCode, detail: string): RefusedAddress {
  return { ok: false, code, detail };
}
