import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { GiveBackOutcome } from '../../provider-sync/sync/give-back.js';
import type { OrganizationId } from '../../auth/organization-id.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import type { OrphanRow } from './orphan.row.js';

export const CLEAN_RESULTS = ['restored', 'removed', 'gone', 'left_alone', 'obsolete'] as const;

/** How the cleaning of an orphan ended. */
export interface CleanOutcome {
  result: (typeof CLEAN_RESULTS)[number];
  message: string;
  /** The settings that somebody else has changed since, and that therefore stay. */
  changedFields: readonly string[];
}

/** An orphan and the means to ask its carrier. */
export interface Cleaning {
  organizationId: OrganizationId;
  orphan: OrphanRow;
  provider: ProviderFacade;
  credentials: ProviderCredentials;
  signal: AbortSignal;
}

export function outcome(result: CleanOutcome['result'], message: string): CleanOutcome {
  return { result, message, changedFields: [] };
}

/**
 * @param subject what was given back, such as "number"
 * @throws SyncRefusal `write_not_effective`
 */
export function outcomeOf(given: GiveBackOutcome, subject: string, displayName: string): CleanOutcome {
  switch (given.kind) {
    case 'restored':
      return outcome('restored', `${displayName} does with the ${subject} again what it did before.`);
    case 'nothing_to_do':
      return outcome('gone', `There is nothing of ours on the ${subject} any more.`);
    case 'left_alone':
      return {
        result: 'left_alone',
        message: `Somebody changed ${given.fields.join(', ')} at ${displayName} since, so that stays; only what is surely ours was put back. If calls still arrive here, change the ${subject} in the ${displayName} console.`,
        changedFields: given.fields,
      };
    case 'not_effective':
      throw new SyncRefusal(
        'write_not_effective',
        `${displayName} accepted the change, but shows other values for ${given.fields.join(', ')}. Check the ${subject} in the ${displayName} console, then try again.`,
      );
  }
}
