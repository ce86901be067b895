import type { Decision } from '../dispatch/decide.js';
import { REFUSAL_REASONS } from '../dispatch/refusal-reason.js';
import type { TraceStepName } from '../dispatch/trace.js';
import type { NearNumber } from './near-number.js';

/** Why a call would be refused. */
export const EXPLANATION_REASONS = ['account_unknown', ...REFUSAL_REASONS] as const;

export type ExplanationReason = (typeof EXPLANATION_REASONS)[number];

/** One step of the decision, with a sentence. */
export interface ExplainedStep {
  step: TraceStepName;
  outcome: 'ok' | 'failed' | 'skipped';
  reason: ExplanationReason | null;
  message: string;
}

/** What names a configuration. */
export interface ExplainedConfiguration {
  id: number;
  name: string;
  provider: string;
}

/** What would become of a call, and why. */
export interface RouteExplanation {
  outcome: Decision['outcome'];
  reason: ExplanationReason | null;
  /** In a sentence, with what to do. */
  message: string;
  /** The address that was looked for, canonical; null when it cannot be read. */
  address: string | null;
  /** Whether it is answered from what was last known, because the database is away. */
  isStale: boolean;
  trace: readonly ExplainedStep[];
  configuration: ExplainedConfiguration | null;
  /** The label is not part of the decision and is read besides. */
  number: (NonNullable<Decision['number']> & { label: string | null }) | null;
  workflow: Decision['workflow'];
  /** What the caller experiences, in words. */
  answer: string;
  nearest: readonly NearNumber[];
}
