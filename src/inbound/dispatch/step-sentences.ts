import type { TraceStepName } from './trace.js';

/** What it means that a step was passed, for a person. */
export const PASSED_SENTENCES: Readonly<Record<TraceStepName, string>> = {
  account_known: 'A configuration of your organization has this account.',
  signature_valid: 'The webhook was signed with a live secret of that configuration.',
  address_readable: 'The called address is readable.',
  number_known: 'The number is registered in this account.',
  number_active: 'The number is active.',
  configuration_active: 'Its configuration is in use.',
  number_bound: 'The number is bound to a workflow.',
  workflow_active: 'The workflow is active.',
};

export const SKIPPED_SENTENCE = 'Not looked at, because an earlier step failed.';
