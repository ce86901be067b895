import type { SyncOutcome } from '../sync/sync-state.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';

/** How bringing a trunk in line with its carrier ended. */
export interface TrunkOutcome extends SyncOutcome {
  state: TelephonyTrunk['syncState'];
}

/** States of a trunk as they are shown. */
export const TRUNK_SYNC_STATES = ['pending', 'in_sync', 'failed', 'detached'] as const;
