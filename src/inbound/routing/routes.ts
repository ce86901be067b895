import type { SigningKey } from '../../provider-sync/contract/inbound/verification.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';

/** What a call has to know of a phone number. */
export interface NumberRoute {
  id: number;
  /** Its revision. */
  version: number;
  organizationId: number;
  configurationId: number;
  /** Canonical. */
  address: string;
  workflowId: number | null;
  isActive: boolean;
}

/** A signing key that counts at present. */
export interface LiveKey extends SigningKey {
  /** What `signing_secret_uses` knows it by. */
  fingerprint: string;
}

/** What a call has to know of a telephony configuration. */
export interface ConfigurationRoute {
  id: number;
  organizationId: number;
  provider: string;
  accountId: string;
  /** False while it is parked. */
  isActive: boolean;
  /** Credentials are opened when they are first needed, and then kept in memory. The primary key first; empty when webhooks cannot be verified. */
  keys(): readonly LiveKey[];
  credentials(): SigningKey['credentials'];
}

/** What a call has to know of a workflow. */
export interface WorkflowRoute {
  id: number;
  version: number;
  organizationId: number;
  name: string;
  isActive: boolean;
  target: AnyTarget;
  fallbackTarget: AnyTarget | null;
  /** Its signing secrets (`whsec_…`), the newest first. */
  secrets(): readonly string[];
}

/**
 * How sure a look-up is: `fresh`, at most a second old; `stale`, the last that was known before the database went away;
 * `unavailable`, nothing is known and the database cannot be asked.
 */
export type Freshness = 'fresh' | 'stale' | 'unavailable';

/** The configurations of one account, of whichever organizations. */
export interface AccountLook {
  configurations: readonly ConfigurationRoute[];
  freshness: Freshness;
}

/** A number by its inbound key, with the workflow it is bound to. */
export interface NumberLook {
  number: NumberRoute | null;
  /** Null also when the number is bound to none. */
  workflow: WorkflowRoute | null;
  freshness: Freshness;
}
