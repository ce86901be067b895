import type { CallRecord } from '../../src/inbound/calls/call-record.js';
import { CallRecorder } from '../../src/inbound/calls/call-recorder.js';
import { CallRetentionTask } from '../../src/inbound/calls/call-retention.task.js';
import { SecretUses } from '../../src/inbound/calls/secret-uses.js';
import { aCall, aRefusedCall, recordCalls } from '../factories/call.factory.js';
import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { createNumber } from '../factories/phone-number.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { CALLS, numbersOf } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const HOUR_MS = 3_600_000;

describe('call records', () => {
  let app: TestApp;
  let acme: Tenant;
  let rival: Tenant;
  let configId = 0;
  let numberId = 0;

  beforeAll(async () => {
    app = await TestApp.start();
    acme = await createTenant(app, 'Acme');
    rival = await createTenant(app, 'Rival');
    configId = (await createConfig(acme.api)).id;
    numberId = (await createNumber(acme.api, configId)).id;
  });

  afterAll(() => app.stop());

  const ofAcme = (fields: Partial<CallRecord> = {}): CallRecord =>
    aCall({ organizationId: acme.id, configurationId: configId, phoneNumberId: numberId, ...fields });

  const tell = (fields: object): void =>
    app.app.get(CallRecorder, { strict: false }).news({
      configurationIds: [configId],
      callId: '',
      state: 'completed',
      durationSeconds: null,
      at: new Date(),
      ...fields,
    });

  const show = async (id: number): Promise<Record<string, unknown>> => (await acme.api.get(`${CALLS}/${id}`)).body;

  it('show an answered call with every step of its decision', async () => {
    const call = ofAcme({ receivedAt: new Date('2026-03-01T10:20:30.456Z'), latencyMs: 1.25, marginMs: 13_998.5 });
    const [id = 0] = await recordCalls(app, [call]);
    const shown = await show(id);
    expect(shown).toMatchObject({
      id,
      provider: 'twilio',
      telephony_configuration_id: configId,
      call_id: call.callId,
      to: call.to,
      from: call.from,
      phone_number_id: numberId,
      phone_number_version: 1,
      workflow_id: 1,
      workflow_version: 1,
      outcome: 'answered',
      reason: null,
      target: 'say',
      used_fallback: false,
      is_stale: false,
      received_at: '2026-03-01T10:20:30.456Z',
      latency_ms: 1.25,
      margin_ms: 13_998.5,
      state: null,
      duration_seconds: null,
      ended_at: null,
      advice: null,
    });
    const trace = shown['trace'] as { step: string; outcome: string; message: string }[];
    expect(trace.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'ok'));
    expect(trace.map(({ message }) => message).join(' ')).toContain('The number is bound to a workflow.');
    expect(JSON.stringify(shown)).not.toContain(call.accountId);
  });

  it('say of a refused call where it failed and what to do', async () => {
    const [id = 0] = await recordCalls(app, [aRefusedCall({ organizationId: acme.id, configurationId: configId })]);
    const shown = await show(id);
    const trace = shown['trace'] as { step: string; outcome: string; reason: string | null; message: string }[];
    expect(trace.find(({ outcome }) => outcome === 'failed')).toEqual({
      step: 'number_bound',
      outcome: 'failed',
      reason: 'number_unbound',
      message: 'The number is bound to no workflow.',
    });
    expect(trace.at(-1)).toMatchObject({ step: 'workflow_active', outcome: 'skipped' });
    expect(shown['advice']).toContain('inbound_workflow_id');
  });

  it('are found by every filter, and by nothing else', async () => {
    const tenant = await createTenant(app, 'Filters');
    const of = (fields: Partial<CallRecord>): CallRecord => aCall({ organizationId: tenant.id, ...fields });
    const special = of({
      provider: 'vonage',
      configurationId: 77,
      phoneNumberId: 78,
      workflowId: 79,
      callId: 'special',
      from: '+4930123456',
      to: '+4930654321',
      isStale: true,
      receivedAt: new Date('2026-01-15T12:00:00Z'),
    });
    const refused = aRefusedCall({ organizationId: tenant.id, configurationId: 80, phoneNumberId: 81 });
    const usual = of({ configurationId: 80, phoneNumberId: 81, workflowId: 82 });
    await recordCalls(app, [special, refused, usual]);
    app.app.get(CallRecorder, { strict: false }).news({
      configurationIds: [77],
      callId: 'special',
      state: 'busy',
      durationSeconds: 0,
      at: new Date(),
    });
    const found = async (query: string): Promise<string[]> =>
      (await tenant.api.get(`${CALLS}?${query}`)).body.calls.map((call: { call_id: string }) => call.call_id);
    await eventually(
      () => found('state=busy'),
      ({ length }) => length === 1,
    );
    for (const query of [
      'provider=vonage',
      'telephony_configuration_id=77',
      'phone_number_id=78',
      'workflow_id=79',
      'call_id=special',
      'from=%2B4930123456',
      'to=%2B4930654321',
      'is_stale=true',
      'state=busy',
      'until=2026-01-16T00:00:00Z',
      'since=2026-01-15T12:00:00Z&until=2026-01-15T13:00:00%2B00:00',
      'outcome=answered&provider=vonage&is_stale=true&order=desc',
    ]) {
      expect({ query, found: await found(query) }).toEqual({ query, found: ['special'] });
    }
    for (const query of ['outcome=refused', 'reason=number_unbound', 'outcome=refused&reason=number_unbound']) {
      expect({ query, found: await found(query) }).toEqual({ query, found: [refused.callId] });
    }
    expect(await found('since=2026-01-15T12:00:00.001Z&outcome=answered&is_stale=false')).toEqual([usual.callId]);
    expect(await found('outcome=answered&reason=number_unbound')).toEqual([]);
    expect(await found('until=2026-01-15T12:00:00Z')).toEqual([]);
  });

  it('refuse times that are none', async () => {
    for (const value of ['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '1767225600', '2026-01-01T00:00:00', '']) {
      expectProblem(await acme.api.get(`${CALLS}?since=${value}`), 'invalid_parameter');
    }
  });

  it('go on behind a call that was deleted meanwhile', async () => {
    const tenant = await createTenant(app, 'Walk');
    const at = (hour: number): Date => new Date(Date.UTC(2026, 1, 1, hour));
    await recordCalls(
      app,
      [1, 2, 3, 4].map((hour) => aCall({ organizationId: tenant.id, receivedAt: at(hour), callId: `walk-${hour}` })),
    );
    const names = (body: { calls: { call_id: string }[] }): string[] => body.calls.map(({ call_id }) => call_id);
    for (const [order, first, rest] of [
      ['asc', ['walk-1', 'walk-2'], ['walk-3', 'walk-4']],
      ['desc', ['walk-4', 'walk-3'], ['walk-2', 'walk-1']],
    ] as const) {
      const page = (await tenant.api.get(`${CALLS}?limit=2&order=${order}`)).body;
      expect(names(page)).toEqual(first);
      const next = `${CALLS}?limit=2&order=${order}&cursor=${page.next_cursor}`;
      expect(names((await tenant.api.get(next)).body)).toEqual(rest);
    }
    const page = (await tenant.api.get(`${CALLS}?limit=2`)).body;
    await runSql(app.database.url, `DELETE FROM calls WHERE call_id IN ('walk-1', 'walk-2')`);
    expect(names((await tenant.api.get(`${CALLS}?limit=2&cursor=${page.next_cursor}`)).body)).toEqual([
      'walk-3',
      'walk-4',
    ]);
  });

  it('belong to one organization', async () => {
    const [id = 0] = await recordCalls(app, [ofAcme()]);
    expectProblem(await rival.api.get(`${CALLS}/${id}`), 'call_not_found');
    expect((await rival.api.get(CALLS)).body.calls).toEqual([]);
    expect((await rival.api.get(`${CALLS}?phone_number_id=${numberId}`)).body.calls).toEqual([]);
    expectProblem(await rival.api.get(`${numbersOf(configId)}/${numberId}/usage`), 'phone_number_not_found');
  });

  it('count a call once for each configuration, so that nobody can suppress the record of another', async () => {
    const call = ofAcme();
    const rivals = { ...call, organizationId: rival.id, configurationId: configId + 1_000 };
    await recordCalls(app, [call, call]);
    const recorder = app.app.get(CallRecorder, { strict: false });
    recorder.record({ ...call, outcome: 'refused', reason: 'number_unbound' });
    recorder.record(rivals);
    const ofCall = async (tenant: Tenant): Promise<{ outcome: string }[]> =>
      (await tenant.api.get(`${CALLS}?call_id=${call.callId}`)).body.calls;
    await eventually(
      () => ofCall(rival),
      ({ length }) => length === 1,
    );
    expect(await ofCall(acme)).toMatchObject([{ outcome: 'answered' }]);
  });

  it('say of a call that was refused and then answered that it was answered, and never the other way round', async () => {
    const refusal = { outcome: 'refused', reason: 'number_unbound', target: null } as const;
    const [early, late] = [ofAcme(), ofAcme()];
    // In one batch, and in two.
    await recordCalls(app, [{ ...early, ...refusal }, early]);
    await recordCalls(app, [{ ...late, ...refusal }]);
    await recordCalls(app, [late]);
    await recordCalls(app, [{ ...late, ...refusal }, ofAcme()]);
    for (const { callId } of [early, late]) {
      const shown = async (): Promise<object> => (await acme.api.get(`${CALLS}?call_id=${callId}`)).body.calls[0];
      const answered = { outcome: 'answered', reason: null, target: 'say' };
      expect(await eventually(shown, (call) => 'outcome' in call && call.outcome === 'answered')).toMatchObject(
        answered,
      );
    }
  });

  it('learn what became of the call, whichever comes first, and never go back', async () => {
    const early = ofAcme();
    tell({ callId: early.callId, state: 'in_progress' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const [id = 0] = await recordCalls(app, [early]);
    await eventually(
      () => show(id),
      ({ state }) => state === 'in_progress',
      10_000,
    );

    const at = new Date('2026-03-01T10:00:00Z');
    for (const state of ['ringing', 'completed', 'failed', 'ringing'] as const)
      tell({ callId: early.callId, state, at });
    await eventually(
      () => show(id),
      ({ state }) => state === 'completed',
    );
    tell({ callId: early.callId, state: 'in_progress' });
    tell({ callId: early.callId, state: 'completed', durationSeconds: 61, at: new Date() });
    // Signed by the key of another configuration, it is the news of another call.
    tell({ callId: early.callId, configurationIds: [configId + 5_000], state: 'failed', durationSeconds: 5 });
    await eventually(
      () => show(id),
      ({ duration_seconds: duration }) => duration === 61,
    );
    expect(await show(id)).toMatchObject({ state: 'completed', ended_at: at.toISOString() });
  });

  it('are written although others of the batch cannot be', async () => {
    const good = Array.from({ length: 20 }, () => ofAcme());
    const bad = [
      ofAcme({ receivedAt: new Date(NaN) }),
      ofAcme({ phoneNumberVersion: 2 ** 40 }),
      ofAcme({ outcome: 'refused', reason: null }),
    ];
    const gone = ofAcme({ organizationId: 999_999 });
    const recorder = app.app.get(CallRecorder, { strict: false });
    for (const call of [...bad, gone]) recorder.record(call);
    const ids = await recordCalls(app, good);
    tell({ callId: good[0]?.callId, durationSeconds: 1.5 });
    tell({ callId: good[1]?.callId, at: new Date(NaN) });
    tell({ callId: good[2]?.callId });
    await eventually(
      () => show(ids[2] ?? 0),
      ({ state }) => state === 'completed',
    );
    const metrics = await (await fetch(`${app.baseUrl}/metrics`)).text();
    expect(metrics).toContain('dialplane_call_records_lost_total{reason="refused"} 5');
  });

  it('hold whatever text a carrier sends, cut to what fits', async () => {
    const strange = '"quoted\\", {NULL}, \u0000 zero, \ud800 half, 😀 ünï\n';
    const call = ofAcme({ from: strange, to: 'x'.repeat(400) });
    const [id = 0] = await recordCalls(app, [call, ofAcme({ from: 'NULL', to: '' })]);
    expect(await show(id)).toMatchObject({
      from: strange.replace('\u0000', '').replace('\ud800', '\ufffd'),
      to: 'x'.repeat(255),
    });
  });

  it('come with the use of signing secrets, told once a minute', async () => {
    const uses = app.app.get(SecretUses, { strict: false });
    const [mine, gone] = ['a'.repeat(64), 'b'.repeat(64)];
    const stored = (): Promise<{ fingerprint: string; at: Date }[]> =>
      runSql(app.database.url, 'SELECT fingerprint, last_verified_at AS at FROM signing_secret_uses');
    const before = Date.now();
    uses.used(987_654, gone);
    for (let n = 0; n < 100; n += 1) uses.used(configId, mine);
    const [use, ...others] = await eventually(stored, ({ length }) => length > 0);
    expect(others).toEqual([]);
    expect(use?.fingerprint).toBe(mine);
    expect(use?.at.getTime()).toBeGreaterThanOrEqual(before);
    uses.used(configId, mine);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await stored()).toEqual([use]);
  });

  describe('usage', () => {
    it('counts by the hour in UTC, hours without calls included', async () => {
      const { id } = await createNumber(acme.api, configId);
      const at = (minutes: number): Date => new Date(Date.parse('2026-03-02T00:00:00Z') + minutes * 60_000);
      const base = { organizationId: acme.id, configurationId: configId, phoneNumberId: id };
      await recordCalls(app, [
        ...[-1, 0, 59, 60, 180, 200].map((minutes) => aCall({ ...base, receivedAt: at(minutes) })),
        aCall({ ...base, receivedAt: at(61), isStale: true }),
        aRefusedCall({ ...base, receivedAt: at(62) }),
        ofAcme({ receivedAt: at(1) }),
      ]);
      const span = 'since=2026-03-02T00:00:00Z&until=2026-03-02T03:15:00Z';
      const { body } = await acme.api.get(`${numbersOf(configId)}/${id}/usage?${span}`);
      expect(body).toEqual({
        bucket: 'hour',
        since: '2026-03-02T00:00:00.000Z',
        until: '2026-03-02T03:15:00.000Z',
        buckets: [
          { start: '2026-03-02T00:00:00.000Z', answered: 2, refused: 0, stale: 0 },
          { start: '2026-03-02T01:00:00.000Z', answered: 2, refused: 1, stale: 1 },
          { start: '2026-03-02T02:00:00.000Z', answered: 0, refused: 0, stale: 0 },
          { start: '2026-03-02T03:00:00.000Z', answered: 1, refused: 0, stale: 0 },
        ],
        totals: { answered: 5, refused: 1, stale: 1 },
      });
      const whole = await acme.api.get(`${CALLS}/usage?${span}`);
      expect(whole.body.buckets[0]).toEqual({ start: '2026-03-02T00:00:00.000Z', answered: 3, refused: 0, stale: 0 });
      const days = await acme.api.get(
        `${numbersOf(configId)}/${id}/usage?bucket=day&since=2026-03-01T12:00:00Z&until=2026-03-03T00:00:00Z`,
      );
      expect(days.body.buckets.map(({ answered }: { answered: number }) => answered)).toEqual([1, 6]);
    });

    it('shows the last 24 hours unless told otherwise', async () => {
      const { id } = await createNumber(acme.api, configId);
      await recordCalls(app, [ofAcme({ phoneNumberId: id })]);
      const { body } = await acme.api.get(`${numbersOf(configId)}/${id}/usage`);
      expect(body.buckets).toHaveLength(24);
      expect(body.totals).toEqual({ answered: 1, refused: 0, stale: 0 });
      expect((await acme.api.get(`${CALLS}/usage?bucket=day`)).body.buckets).toHaveLength(30);
    });

    it.each([
      ['since=2026-03-02T00:00:00Z&until=2026-03-02T00:00:00Z'],
      ['since=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z'],
      ['since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:01Z'],
      ['bucket=day&since=2025-01-01T00:00:00Z&until=2026-01-02T00:00:01Z'],
      ['bucket=week'],
      ['bucket='],
    ])('refuses ?%s', async (query) => {
      expectProblem(await acme.api.get(`${CALLS}/usage?${query}`), 'invalid_parameter');
    });

    it('takes 31 days by the hour and 366 by the day', async () => {
      const hours = await acme.api.get(`${CALLS}/usage?since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z`);
      expect(hours.body.buckets).toHaveLength(31 * 24);
      const days = await acme.api.get(
        `${CALLS}/usage?bucket=day&since=2024-01-01T00:00:00Z&until=2025-01-01T00:00:00Z`,
      );
      expect(days.body.buckets).toHaveLength(366);
    });
  });

  it('go when they are older than they are to be kept', async () => {
    const tenant = await createTenant(app, 'Old');
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * HOUR_MS);
    await recordCalls(app, [aCall({ organizationId: tenant.id, callId: 'kept', receivedAt: daysAgo(89) })]);
    await runSql(
      app.database.url,
      `INSERT INTO calls (organization_id, telephony_configuration_id, received_at, latency_ms, margin_ms, used_fallback, is_stale,
              outcome, provider, account_id, call_id, to_address, from_address)
       SELECT $1, 1, now() - interval '91 days', 1, 1, false, false, 'answered', 'twilio', '', 'old-' || n, '', ''
         FROM generate_series(1, 6000) n`,
      [tenant.id],
    );
    await app.app.get(CallRetentionTask, { strict: false }).run();
    const left = await runSql<{ call_id: string }>(
      app.database.url,
      'SELECT call_id FROM calls WHERE organization_id = $1',
      [tenant.id],
    );
    expect(left).toEqual([{ call_id: 'kept' }]);
  });
});
