import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';
import type { DriftPolicy } from '../configs/drift-policy.js';
import { NOT_OWNED } from '../sync/sync-state.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import { CHANGED_AT_PROVIDER } from './drift-reason.js';
import type { NumberFinding } from './number-finding.js';
import type { ComparedOutcome } from './reconcile.store.js';

type Outcome = Pick<SyncOutcome, 'state' | 'reason' | 'message'>;

/** What is stored of a number that its next sync will set right. */
export const TO_BE_SYNCED: Outcome = { state: 'pending', reason: null, message: 'About to be synced.' };

interface Meaning extends Pick<NumberFinding, 'kind' | 'changes'> {
  isBound: boolean;
}

/** What is stored of a number because of a finding. */
export function outcomeOf(finding: NumberFinding, policy: DriftPolicy, provider: ProviderFacade): ComparedOutcome {
  const { number, kind, changes } = finding;
  return {
    id: number.id,
    wanted_revision: number.wanted_revision,
    ...meaningOf({ kind, isBound: number.is_bound, changes }, policy, provider),
    drift: kind === 'drifted' && policy === 'report' ? changes : null,
    is_gone: kind === 'gone',
  };
}

/** What a finding makes of a number, in state, reason and message. */
export function meaningOf({ kind, isBound, changes }: Meaning, policy: DriftPolicy, provider: ProviderFacade): Outcome {
  const { displayName } = provider.metadata;
  switch (kind) {
    case 'drifted':
      return policy === 'repair' ? TO_BE_SYNCED : drifted(changes, displayName);
    case 'outdated':
      return TO_BE_SYNCED;
    case 'returned':
      return isBound ? TO_BE_SYNCED : unbound();
    case 'recovered':
      return isBound ? inSync() : unbound();
    case 'gone':
      // Where numbers are created on request, a sync makes it again.
      return provider.provisioning && policy === 'repair' ? TO_BE_SYNCED : gone(provider);
  }
}

function drifted(changes: readonly SettingDifference[], displayName: string): Outcome {
  const fields = changes.map(({ field }) => field).join(', ');
  return {
    state: 'drifted',
    reason: CHANGED_AT_PROVIDER,
    message: `Somebody changed ${fields} at ${displayName}. Sync the number to set it again, or unbind its workflow here if the change is meant to stay.`,
  };
}

function gone({ metadata: { displayName }, provisioning }: ProviderFacade): Outcome {
  const remedy = provisioning ? 'Sync the number to create it again' : `Add it in the ${displayName} console`;
  const message = `This number is not in this ${displayName} account any more. ${remedy}, or delete it here.`;
  return { state: 'failed', reason: NOT_OWNED, message };
}

function inSync(): Outcome {
  return {
    state: 'in_sync',
    reason: null,
    message: 'The carrier sends calls to this number here; seen in its inventory.',
  };
}

function unbound(): Outcome {
  return { state: 'not_applicable', reason: null, message: 'No workflow is bound, so the carrier is left as it is.' };
}
