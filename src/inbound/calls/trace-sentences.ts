import type { RefusalReason } from '../dispatch/refusal-reason.js';
import { PASSED_SENTENCES, SKIPPED_SENTENCE } from '../dispatch/step-sentences.js';
import type { TraceStep } from '../dispatch/trace.js';

const FAILED: Readonly<Record<RefusalReason, string>> = {
  address_unreadable: 'The called address is neither a phone number nor a SIP address that this provider has.',
  number_unknown: 'No number with this address is registered in that account.',
  number_inactive: 'The number is not active.',
  configuration_inactive: 'The configuration of the number is parked.',
  number_unbound: 'The number is bound to no workflow.',
  workflow_inactive: 'The workflow is not active.',
  target_failed: 'Neither the target of the workflow nor its fallback target could answer.',
  routes_unavailable: 'The database was away, and the number was not among the last known routes.',
};

const ADVICE: Readonly<Record<RefusalReason, string>> = {
  address_unreadable:
    'Look at the number in the console of the carrier: the address that it announces is in the field `to`. Register a number that has this address.',
  number_unknown:
    'Register the number under the configuration of this account, or let the carrier send its calls elsewhere.',
  number_inactive: 'Set `is_active` of the number to true.',
  configuration_inactive: 'Activate the configuration; it says why it was parked.',
  number_unbound: 'Set `inbound_workflow_id` of the number.',
  workflow_inactive: 'Set `is_active` of the workflow to true, or bind the number to another one.',
  target_failed:
    'Look at whether the endpoint of the workflow answers in time and in the markup of the carrier, and give the workflow a fallback target.',
  routes_unavailable:
    'Nothing is to be changed at the number: calls to it are answered once the database is back, or from the last known routes after the first answered call.',
};

/** A step as a sentence. */
export function sentenceOf({ step, outcome, reason }: TraceStep): string {
  if (reason !== null) return FAILED[reason];
  return outcome === 'ok' ? PASSED_SENTENCES[step] : SKIPPED_SENTENCE;
}

/** What to do so that the next such call is answered. */
export function adviceOn(reason: RefusalReason): string {
  return ADVICE[reason];
}
