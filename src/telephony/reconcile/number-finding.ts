import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { differences, type SettingDifference } from '../../provider-sync/sync/settings-difference.js';
import type { OwnValues } from '../../provider-sync/sync/settings-memory.js';
import { isOurs } from '../../provider-sync/sync/settings-memory.js';
import { NOT_OWNED, type SyncState } from '../sync/sync-state.js';

/** A registered number, as far as it is compared with the carrier. */
export interface ComparedNumber {
  id: number;
  address: string;
  is_bound: boolean;
  state: SyncState;
  reason: string | null;
  wanted_revision: number;
  applied_settings: OwnValues | null;
}

/**
 * What the comparison of a number says: somebody changed it at the carrier · the carrier still has what we wanted
 * before · what was wrong is right again · the account does not have it any more · the account has it again.
 */
export const FINDING_KINDS = ['drifted', 'outdated', 'recovered', 'gone', 'returned'] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

export interface NumberFinding {
  kind: FindingKind;
  number: ComparedNumber;
  changes: readonly SettingDifference[];
}

/** Null when all is as it is known. Numbers whose sync is due are left to it, and so are failures with a reason of their own. */
export function findingOf(
  number: ComparedNumber,
  present: RemoteSettings,
  wanted: RemoteSettings,
): NumberFinding | null {
  const finding = (kind: FindingKind, changes: readonly SettingDifference[] = []): NumberFinding => ({
    kind,
    number,
    changes,
  });
  if (number.state === 'pending') return null;
  const isBack = number.state === 'failed' && number.reason === NOT_OWNED;
  if (!number.is_bound) {
    if (isBack) return finding('returned');
    // All that can be wrong with a number that nothing was changed for is that nobody knew whether it is owned.
    return number.state === 'failed' && number.applied_settings === null ? finding('recovered') : null;
  }
  const changes = differences(wanted, present);
  if (isBack) return finding('returned', changes);
  if (changes.length === 0) {
    if (number.state === 'in_sync') return null;
    // Right by chance: a sync notes that the values are ours now.
    return finding(number.applied_settings === null ? 'outdated' : 'recovered');
  }
  if (number.state === 'failed') return null;
  const areAllOurs = changes.every(({ field }) => isOurs(number.applied_settings, field, present));
  return finding(areAllOurs ? 'outdated' : 'drifted', changes);
}

/** What it says when the whole account does not show a number; null when that is known or will be found by its sync. */
export function goneFinding(number: ComparedNumber): NumberFinding | null {
  const isKnown = number.state === 'failed' && number.reason === NOT_OWNED;
  return isKnown || number.state === 'pending' ? null : { kind: 'gone', number, changes: [] };
}
