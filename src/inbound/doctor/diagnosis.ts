import type { SignatureFault } from '../../provider-sync/contract/inbound/verification.js';

/**
 * `valid`: the request passes as it is. `fixable`: it was signed with a secret that is known here, and something named
 * keeps it from passing. `not_ours`: nothing that was tried makes it pass.
 */
export const DIAGNOSIS_VERDICTS = ['valid', 'fixable', 'not_ours'] as const;

export type DiagnosisVerdict = (typeof DIAGNOSIS_VERDICTS)[number];

/** What has to be changed so that requests like this one pass. */
export const SUSPECTED_SETTINGS = [
  /** The environment variable of this service. */
  'PUBLIC_BASE_URL',
  /** The URL that the carrier was told. */
  'carrier_url',
  /** Something between the carrier and this service that rewrites the request line. */
  'proxy',
  /** Likewise, that rewrites the body. */
  'body_changed',
  /** The signing secret in the configuration. */
  'token',
  /** The ids in the configuration that name the account or application. */
  'account',
  /** The time of this machine. */
  'clock',
] as const;

export type SuspectedSetting = (typeof SUSPECTED_SETTINGS)[number];

export const PASSING_SECRETS = ['primary', 'primary_trimmed', 'secondary', 'other_configuration'] as const;

/** With what a request passes. */
export interface PassedWith {
  /** What is different from the request as it arrived, in words; "the URL as expected" when nothing is. */
  url: string;
  secret: (typeof PASSING_SECRETS)[number];
  /** Whose secret it is. */
  configurationId: number;
}

/** What is wrong with the signature of a request. Holds no secret, no signature and no part of body or query. */
export interface Diagnosis {
  verdict: DiagnosisVerdict;
  /** Why the signature does not count; null when it does. */
  fault: SignatureFault | null;
  setting: SuspectedSetting | null;
  /** What is wrong and what to do. */
  message: string;
  passedWith: PassedWith | null;
}
