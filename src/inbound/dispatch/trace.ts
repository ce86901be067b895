import type { RefusalReason } from './refusal-reason.js';

/** The steps of every decision, in their order. */
export const TRACE_STEPS = [
  'account_known',
  'signature_valid',
  'address_readable',
  'number_known',
  'number_active',
  'configuration_active',
  'number_bound',
  'workflow_active',
] as const;

export type TraceStepName = (typeof TRACE_STEPS)[number];

/** One step: passed, not passed with the reason, or not looked at because an earlier one was not passed. */
export interface TraceStep {
  step: TraceStepName;
  outcome: 'ok' | 'failed' | 'skipped';
  reason: RefusalReason | null;
}

export type Trace = readonly TraceStep[];

/** Of a call that went through. */
export const PASSED: Trace = TRACE_STEPS.map((step) => ({ step, outcome: 'ok', reason: null }));

const FAILED_AT: Readonly<Partial<Record<RefusalReason, TraceStepName>>> = {
  address_unreadable: 'address_readable',
  number_unknown: 'number_known',
  routes_unavailable: 'number_known',
  number_inactive: 'number_active',
  configuration_inactive: 'configuration_active',
  number_unbound: 'number_bound',
  workflow_inactive: 'workflow_active',
};

/** Of a call that was refused; one that failed at its target has passed all steps. */
export function traceOf(reason: RefusalReason): Trace {
  const failedAt = FAILED_AT[reason];
  if (failedAt === undefined) return PASSED;
  const place = TRACE_STEPS.indexOf(failedAt);
  return TRACE_STEPS.map((step, at) => ({
    step,
    outcome: at < place ? 'ok' : at === place ? 'failed' : 'skipped',
    reason: at === place ? reason : null,
  }));
}
