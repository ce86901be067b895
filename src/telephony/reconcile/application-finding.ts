import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';

/** What the comparison of a configuration's application says; `fine` also where there is none. */
export interface ApplicationFinding {
  kind: 'fine' | 'drifted' | 'outdated' | 'gone';
  changes: readonly SettingDifference[];
}

export const FINE: ApplicationFinding = { kind: 'fine', changes: [] };
