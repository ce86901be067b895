import { PASSED_SENTENCES, SKIPPED_SENTENCE } from '../dispatch/step-sentences.js';
import type { TraceStep } from '../dispatch/trace.js';
import { PASSED, TRACE_STEPS, traceOf } from '../dispatch/trace.js';
import type { ExplainedStep, ExplanationReason } from './route-explanation.js';

const UNSIGNED_MESSAGE = 'Only a real call shows whether its signature is right.';

/** What a refusal means, and what to do about it. */
export const REASON_MESSAGES: Readonly<Record<ExplanationReason, string>> = {
  account_unknown:
    'No configuration of your organization has this account, so its webhooks are refused. Add a configuration with its credentials, or compare the account id with the one in the configuration.',
  address_unreadable:
    'The called address is no address that this provider has. Give it as the carrier sends it, with a plus and the country code; without them, name the country in to_country.',
  number_unknown:
    'The number is not registered in this account. Register it in a configuration of the account; nearest lists numbers of yours that resemble it.',
  number_inactive: 'The number is switched off. PATCH it with is_active: true.',
  configuration_inactive:
    'The configuration of the number is parked. Repair what its inactive_reason says, then POST …/reactivate.',
  number_unbound: 'The number is bound to no workflow. PATCH it with inbound_workflow_id.',
  workflow_inactive: 'The workflow of the number is switched off. PATCH the workflow with is_active: true.',
  target_failed: 'The target of the workflow did not take the call. Check that it can be reached.',
  routes_unavailable:
    'The database is away, and what was last known has no answer for this. Once the database is back, ask again.',
};

/** The steps of a decision with their sentences; the signature is never looked at. */
export function explainedTrace(reason: ExplanationReason | null, isAccountKnown: boolean): ExplainedStep[] {
  if (!isAccountKnown) {
    const failed = { step: 'account_known', outcome: 'failed', reason } as const;
    const rest = TRACE_STEPS.slice(1).map((step) => ({ step, outcome: 'skipped', reason: null }) as const);
    return [failed, ...rest].map(withMessage);
  }
  const steps = reason === null || reason === 'account_unknown' ? PASSED : traceOf(reason);
  return steps.map((step) => (step.step === 'signature_valid' ? unsigned(step) : withMessage(step)));
}

function unsigned({ step }: TraceStep): ExplainedStep {
  return { step, outcome: 'skipped', reason: null, message: UNSIGNED_MESSAGE };
}

function withMessage(step: Omit<ExplainedStep, 'message'>): ExplainedStep {
  if (step.outcome === 'skipped') return { ...step, message: SKIPPED_SENTENCE };
  return { ...step, message: step.reason === null ? PASSED_SENTENCES[step.step] : REASON_MESSAGES[step.reason] };
}
