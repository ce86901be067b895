import type { CallState } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { RefusalReason } from '../dispatch/refusal-reason.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';

/** How a verified call ended for us. */
export const CALL_OUTCOMES = ['answered', 'refused'] as const;

export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** One inbound call, as it is remembered. */
export interface CallRecord {
  organizationId: number;
  configurationId: number;
  provider: string;
  accountId: string;
  callId: string;
  /** Canonical where it could be read, else as the carrier sent it. */
  to: string;
  /** As the carrier sent it; empty when withheld. */
  from: string;
  phoneNumberId: number | null;
  /** The revision of the number that the decision was made with. */
  phoneNumberVersion: number | null;
  workflowId: number | null;
  workflowVersion: number | null;
  outcome: CallOutcome;
  reason: RefusalReason | null;
  /** What answered; null for a refusal. */
  target: AnyTarget['type'] | null;
  /** Whether the fallback target answered, because the target had failed. */
  usedFallback: boolean;
  /** Whether it was answered from the last known routes, because the database was away. */
  isStale: boolean;
  receivedAt: Date;
  /** From the first byte to the answer, milliseconds with fractions. */
  latencyMs: number;
  /** What was left of the carrier's patience when the answer was sent, milliseconds. */
  marginMs: number;
}

/** News of a call, as it is remembered. */
export interface CallNews {
  /** The configurations whose key has signed the news. */
  configurationIds: readonly number[];
  callId: string;
  state: CallState;
  durationSeconds: number | null;
  at: Date;
}
