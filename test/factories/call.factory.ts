import { randomUUID } from 'node:crypto';
import type { CallRecord } from '../../src/inbound/calls/call-record.js';
import { CallRecorder } from '../../src/inbound/calls/call-recorder.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import type { TestApp } from '../support/test-app.js';

/** Any answered call, received now, with an id that no other one has. */
export function aCall(fields: Partial<CallRecord> = {}): CallRecord {
  return {
    organizationId: 1,
    configurationId: 1,
    provider: 'twilio',
    accountId: 'AC-any',
    callId: `CA${randomUUID()}`,
    to: '+14155550100',
    from: '+12125550100',
    phoneNumberId: 1,
    phoneNumberVersion: 1,
    workflowId: 1,
    workflowVersion: 1,
    outcome: 'answered',
    reason: null,
    target: 'say',
    usedFallback: false,
    isStale: false,
    receivedAt: new Date(),
    latencyMs: 1.5,
    marginMs: 14_000,
    ...fields,
  };
}

/** A call that was refused, because the number was bound to no workflow. */
export function aRefusedCall(fields: Partial<CallRecord> = {}): CallRecord {
  return aCall({
    workflowId: null,
    workflowVersion: null,
    outcome: 'refused',
    reason: 'number_unbound',
    target: null,
    ...fields,
  });
}

/** Records calls as the dispatcher does, and waits until they are in the database. Answers their ids. */
export async function recordCalls(app: TestApp, calls: readonly CallRecord[]): Promise<number[]> {
  const recorder = app.app.get(CallRecorder, { strict: false });
  for (const call of calls) recorder.record(call);
  const callIds = calls.map(({ callId }) => callId);
  const rows = await eventually(
    () =>
      runSql<{ id: number; call_id: string }>(
        app.database.url,
        'SELECT id::int, call_id FROM calls WHERE call_id = ANY ($1)',
        [callIds],
      ),
    ({ length }) => length === new Set(callIds).size,
  );
  const ids = new Map(rows.map(({ id, call_id }) => [call_id, id]));
  return callIds.map((callId) => ids.get(callId) ?? 0);
}

/** A call that is simply there, for tests of something else. Answers its id. */
export async function insertCall(app: TestApp, organizationId: number): Promise<number> {
  const [row] = await runSql<{ id: number }>(
    app.database.url,
    `INSERT INTO calls (organization_id, telephony_configuration_id, received_at, latency_ms, margin_ms, used_fallback, is_stale,
            outcome, target, provider, account_id, call_id, to_address, from_address)
     VALUES ($1, 1, now(), 1, 14000, false, false, 'answered', 'say', 'twilio', 'AC-any', $2, '+14155550100', '+12125550100')
     RETURNING id::int`,
    [organizationId, randomUUID()],
  );
  return row?.id ?? 0;
}
