import type { CanonicalAddress } from '../../common/address/canonical-address.js';

/** Why a number is shown, the best reason first. */
export const CALLER_ID_REASONS = ['explicit_default', 'same_area', 'same_country', 'first_active'] as const;

export type CallerIdReason = (typeof CALLER_ID_REASONS)[number];

/** The number that an outbound call goes to. */
export interface CalledNumber {
  address: CanonicalAddress;
  isPstn: boolean;
  /** ISO 3166-1 alpha-2; null when it belongs to no single country. */
  country: string | null;
}

/** A number that could be shown, of a configuration that is in use. */
export interface CallerIdCandidate {
  configuration_id: number;
  configuration_name: string;
  provider: string;
  id: number;
  /** Canonical. */
  address: string;
  country_code: string | null;
  label: string | null;
  is_default_caller_id: boolean;
}

/** The number that a call shows, and why. */
export interface CallerId {
  candidate: CallerIdCandidate;
  reason: CallerIdReason;
}
