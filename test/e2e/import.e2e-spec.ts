import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount, unusedAddress } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted, outcomesOf } from '../support/job.js';
import { INVENTORY_PROVIDERS } from '../support/inventory-providers.js';
import { CONFIGS, JOBS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

afterEach(() => {
  for (const { carrier } of Object.values(sandbox.carriers)) carrier.clearFaults();
});

const importOf = (configId: number): string => `${CONFIGS}/${configId}/import`;

async function numbersIn(path: string): Promise<ApiResponse['body'][]> {
  return (await api.get(`${path}?limit=100`)).body.phone_numbers;
}

describe.each(INVENTORY_PROVIDERS)('an import from %s', (provider) => {
  it('registers every number and binds it, and repeated it changes nothing', async () => {
    const account = openAccount(sandbox, provider, 3);
    const { configId, workflowId, numbers } = await registerAccount(api, account);
    const body = { inbound_workflow_id: workflowId, label_pattern: 'Line {address}' };
    const job = await endOfAccepted(api, await api.post(importOf(configId), body));
    expect(job).toMatchObject({ kind: 'import', state: 'succeeded', total: 3, succeeded: 3, failed: 0, pending: 0 });
    const imported = await numbersIn(numbers);
    expect(imported.map(({ address }) => address).toSorted()).toEqual(account.addresses.toSorted());
    for (const number of imported) {
      expect(number).toMatchObject({
        label: `Line ${number.address}`,
        inbound_workflow_id: workflowId,
        is_active: true,
        provider_sync: { ok: true, state: 'in_sync' },
      });
      expect(account.carrier.whoAnswers(number.address).url).toContain('https://calls.example.com/');
    }
    account.carrier.forgetRequests();
    const again = await endOfAccepted(api, await api.post(importOf(configId), { label_pattern: 'Another' }));
    expect(again).toMatchObject({ state: 'succeeded', total: 3 });
    expect(Object.values(await outcomesOf(api, again.id))).toEqual(
      account.addresses.map(() => ['succeeded', 'already_registered']),
    );
    expect(await numbersIn(numbers)).toEqual(imported);
    expect(account.carrier.counters).toMatchObject({ total: 1, writes: 0 });
  });

  it('leaves the carrier as it is without a workflow, and numbers that are not chosen unregistered', async () => {
    const account = openAccount(sandbox, provider, 3);
    const before = account.addresses.map(account.record);
    const { configId, numbers } = await registerAccount(api, account);
    const [chosen = ''] = account.addresses;
    const missing = unusedAddress();
    const body = { addresses: [` ${chosen} `, missing, chosen], is_active: false };
    const job = await endOfAccepted(api, await api.post(importOf(configId), body));
    expect(job).toMatchObject({ state: 'failed', total: 2, succeeded: 1, failed: 1 });
    expect(await outcomesOf(api, job.id)).toEqual({
      [chosen]: ['succeeded', null],
      [missing]: ['failed', 'not_owned_at_provider'],
    });
    const imported = await numbersIn(numbers);
    expect(imported).toMatchObject([{ address: chosen, is_active: false, provider_sync: { state: 'not_applicable' } }]);
    expect(account.addresses.map(account.record)).toEqual(before);
  });
});

describe('an import', () => {
  it('leaves to another organization what it has registered, and does not say whose it is', async () => {
    const account = openAccount(sandbox, 'twilio', 2);
    const [taken = '', free = ''] = account.addresses;
    const stranger = await app.organization('Stranger');
    const theirs = await registerAccount(stranger, account);
    await theirs.add(taken, { bound: false });
    const { configId } = await registerAccount(api, account);
    const job = await endOfAccepted(api, await api.post(importOf(configId), {}));
    expect(await outcomesOf(api, job.id)).toEqual({
      [taken]: ['failed', 'phone_number_taken'],
      [free]: ['succeeded', null],
    });
    const { items } = (await api.get(`${JOBS}/${job.id}/items?state=failed`)).body;
    expect(items[0]).toMatchObject({ phone_number_id: null });
    expect(items[0].detail).not.toContain('Stranger');
  });

  it('names a number by its pattern, and cuts what a label cannot hold', async () => {
    const account = openAccount(sandbox, 'twilio', 2);
    const [long = '', short = ''] = account.addresses;
    sandbox.twilio.editNumber(long, { friendly_name: '\u202eé👩‍👩‍👧'.repeat(40) });
    sandbox.twilio.editNumber(short, { friendly_name: '  Front\n desk ' });
    const { configId, numbers } = await registerAccount(api, account);
    await endOfAccepted(api, await api.post(importOf(configId), { label_pattern: '{country} {name}' }));
    const labels = Object.fromEntries((await numbersIn(numbers)).map(({ address, label }) => [address, label]));
    expect(labels[short]).toBe('US Front desk');
    expect([...labels[long]].length).toBeLessThanOrEqual(64);
  });

  it('refuses what it cannot read, with a pointer, before anything is started', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { configId } = await registerAccount(api, account);
    const refused = await api.post(importOf(configId), { addresses: [account.addresses[0], 'nonsense', '+1'] });
    expectProblem(refused, 'validation_failed');
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/addresses/1',
      '/addresses/2',
    ]);
    for (const body of [{ label_pattern: '{nobody}' }, { addresses: [] }, { addresses: 'all' }, { unknown: 1 }]) {
      expectProblem(await api.post(importOf(configId), body), 'validation_failed');
    }
    const stranger = await app.organization('Stranger');
    const { id: theirWorkflow } = await createWorkflow(stranger);
    for (const id of [theirWorkflow, 999_999]) {
      expectProblem(await api.post(importOf(configId), { inbound_workflow_id: id }), 'workflow_not_found');
    }
    expectProblem(await stranger.post(importOf(configId), {}), 'telephony_config_not_found');
    const jobs = await runSql(app.database.url, `SELECT 1 FROM jobs WHERE subject_id = $1`, [configId]);
    expect(jobs).toEqual([]);
  });

  it('waits for as long as the carrier asks in the middle of the pages, and goes on with the page it had come to', async () => {
    const account = openAccount(sandbox, 'plivo', 45);
    const { configId, numbers } = await registerAccount(api, account);
    let pages = 0;
    const stop = account.carrier.onRequest({ path: /\/Number\/$/ }, () => {
      pages += 1;
      if (pages === 2) account.carrier.rateLimit({ retryAfterSeconds: 90 });
    });
    const answer = await api.post(importOf(configId), {});
    const waiting = await eventually(
      () =>
        runSql<{ seconds: number }>(
          app.database.url,
          `SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker.jobs
            WHERE key = $1 AND locked_at IS NULL AND run_at > now() + interval '5 seconds'`,
          [`job:${answer.body.job_id}`],
        ),
      (rows) => rows.length === 1,
    );
    expect(waiting[0]?.seconds).toBeGreaterThan(80);
    expect((await api.get(`${JOBS}/${answer.body.job_id}`)).body).toMatchObject({ total: 20, finished_at: null });
    stop();
    account.carrier.clearFaults();
    account.carrier.forgetRequests();
    // As if the time had passed.
    await runSql(
      app.database.url,
      `SELECT graphile_worker.add_job('import', payload := json_build_object('job_id', $1::int), job_key := 'job:' || $1::int)`,
      [answer.body.job_id],
    );
    const job = await endOfAccepted(api, answer, 20_000);
    expect(job).toMatchObject({ state: 'succeeded', total: 45, succeeded: 45 });
    expect(await numbersIn(numbers)).toHaveLength(45);
    expect(account.carrier.count({ path: /\/Number\/$/ })).toBe(2);
  });

  it('is started once for one Idempotency-Key', async () => {
    const { configId } = await registerAccount(api, openAccount(sandbox, 'twilio'));
    const options = { headers: { 'Idempotency-Key': `import-${configId}` } };
    const first = await api.post(importOf(configId), {}, options);
    const again = await api.post(importOf(configId), {}, options);
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(again.headers.get('location')).toBe(`${JOBS}/${first.body.job_id}`);
    expect((await endOfAccepted(api, again)).total).toBe(1);
  });

  it('runs once at a time for a configuration, however many ask at the same time', async () => {
    const account = openAccount(sandbox, 'twilio');
    const [{ configId }, other] = [
      await registerAccount(api, account),
      await registerAccount(api, openAccount(sandbox, 'twilio')),
    ];
    account.carrier.rateLimit({ retryAfterSeconds: 90 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(importOf(configId), {})));
    const [started, ...more] = answers.filter(({ status }) => status === 202);
    expect(more).toEqual([]);
    for (const refused of answers.filter((answer) => answer !== started)) {
      expectProblem(refused, 'job_in_progress');
      expect(refused.body.detail).toContain(`job ${started?.body.job_id} `);
    }
    // Another kind of work, and the same work on something else.
    expect((await api.post(`${CONFIGS}/${configId}/reconcile`, {})).status).toBe(202);
    expectProblem(await api.post(`${CONFIGS}/${configId}/reconcile`, {}), 'job_in_progress');
    expect((await api.post(importOf(other.configId), {})).status).toBe(202);
    account.carrier.clearFaults();
  });

  it('ends with the carrier’s fault when waiting does not help', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { configId } = await registerAccount(api, account);
    account.carrier.fail({ status: 401 });
    const job = await endOfAccepted(api, await api.post(importOf(configId), {}));
    expect(job).toMatchObject({ state: 'failed', total: 0, message: expect.stringContaining('Twilio') });
  });
});
