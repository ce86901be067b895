import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';

/** What is known of the carrier's settings for a number. */
export const SYNC_STATES = ['not_applicable', 'pending', 'in_sync', 'drifted', 'failed', 'detached'] as const;

export type SyncState = (typeof SYNC_STATES)[number];

/** Reason of a number that the account at the carrier does not have. */
export const NOT_OWNED = 'not_owned_at_provider';

/** How an attempt ended: the stored state, a stable code where something is to be said, and a sentence for a person. */
export interface SyncOutcome {
  state: SyncState;
  reason: string | null;
  message: string;
  /** What the carrier showed of the number at the end; null when the account does not have it. */
  observed?: RemoteSettings | null;
  /** How long the carrier asked us to wait, milliseconds. */
  retryAfterMs?: number | undefined;
}

/** States in which the carrier does what is wanted. */
export function isOk(state: SyncState): boolean {
  return state === 'in_sync' || state === 'detached' || state === 'not_applicable';
}
