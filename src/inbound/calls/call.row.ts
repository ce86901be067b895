import type { CallState } from '../../provider-sync/contract/inbound/inbound-event.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { RefusalReason } from '../dispatch/refusal-reason.js';
import type { CallOutcome } from './call-record.js';

/** A call as it is shown. */
export interface CallRow {
  id: number;
  provider: string;
  telephony_configuration_id: number;
  call_id: string;
  to: string;
  from: string;
  phone_number_id: number | null;
  phone_number_version: number | null;
  workflow_id: number | null;
  workflow_version: number | null;
  outcome: CallOutcome;
  reason: RefusalReason | null;
  target: AnyTarget['type'] | null;
  used_fallback: boolean;
  is_stale: boolean;
  received_at: Date;
  latency_ms: number;
  margin_ms: number;
  state: CallState | null;
  duration_seconds: number | null;
  ended_at: Date | null;
}

export const CALL_COLUMNS = `c.id, c.provider, c.telephony_configuration_id, c.call_id, c.to_address AS "to", c.from_address AS "from",
  c.phone_number_id, c.phone_number_version, c.workflow_id, c.workflow_version, c.outcome, c.reason, c.target, c.used_fallback,
  c.is_stale, c.received_at, c.latency_ms, c.margin_ms, c.state, c.duration_seconds, c.ended_at`;
