import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { SettingsMemory } from '../../provider-sync/sync/settings-memory.js';

/** Everything one attempt needs to know of a number and its configuration, read in one statement with the claim. */
export interface SyncSubject {
  phoneNumberId: number;
  organizationId: number;
  configurationId: number;
  provider: string;
  accountId: string;
  applicationId: string | null;
  address: CanonicalAddress;
  /** Whether calls shall reach us: whether a workflow is bound. */
  isBound: boolean;
  wantedRevision: number;
  /** Attempts since the last success, this one included. */
  attempts: number;
  /** Whether we created the number at the carrier. */
  isProvisioned: boolean;
  sharedConfirmed: boolean;
  memory: SettingsMemory;
  credentialsKeyId: string;
  credentialsCiphertext: Buffer;
  /** Why the configuration is parked, if it is. */
  inactiveReason: string | null;
}
