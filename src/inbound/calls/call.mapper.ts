import { PASSED, traceOf } from '../dispatch/trace.js';
import type { CallRow } from './call.row.js';
import type { CallDetailDto, CallDto } from './dto/call.dto.js';
import { adviceOn, sentenceOf } from './trace-sentences.js';

export function toCallDto(row: CallRow): CallDto {
  return { ...row, received_at: row.received_at.toISOString(), ended_at: row.ended_at?.toISOString() ?? null };
}

/** With the trace, which follows from the reason. */
export function toCallDetailDto(row: CallRow): CallDetailDto {
  const trace = row.reason === null ? PASSED : traceOf(row.reason);
  return {
    ...toCallDto(row),
    trace: trace.map((step) => ({ ...step, message: sentenceOf(step) })),
    advice: row.reason === null ? null : adviceOn(row.reason),
  };
}
