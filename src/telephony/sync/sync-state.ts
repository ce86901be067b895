/** What is known of the carrier's settings for a number. */
export const SYNC_STATES = ['not_applicable', 'pending', 'in_sync', 'drifted', 'failed', 'detached'] as const;

export type SyncState = (typeof SYNC_STATES)[number];

/** How an attempt ended: the stored state, a stable code where something is to be said, and a sentence for a person. */
export interface SyncOutcome {
  state: SyncState;
  reason: string | null;
  message: string;
}

/** States in which the carrier does what is wanted. */
export function isOk(state: SyncState): boolean {
  return state === 'in_sync' || state === 'detached' || state === 'not_applicable';
}
