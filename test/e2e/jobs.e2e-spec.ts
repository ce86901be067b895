import type { ApiClient } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOf, itemsOf } from '../support/job.js';
import { CONFIGS, JOBS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import type { RegisteredAccount } from '../support/registered-account.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const READ = { method: 'GET', path: /IncomingPhoneNumbers/ };
const WRITE = { method: 'POST', path: /IncomingPhoneNumbers\// };

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
  sandbox.twilio.clearFaults();
});

interface Arranged extends RegisteredAccount {
  account: CarrierAccount;
  ids: number[];
}

async function arrange(count: number): Promise<Arranged> {
  const account = openAccount(sandbox, 'twilio', count);
  const registered = await registerAccount(api, account);
  const ids: number[] = [];
  for (const address of account.addresses) ids.push((await registered.add(address)).id);
  return { ...registered, account, ids };
}

/** Saves other credentials, whatever the carrier thinks of them, and answers the job that follows. */
async function changeCredentials(configId: number): Promise<number> {
  const path = `${CONFIGS}/${configId}`;
  const { credentials } = (await api.get(path)).body;
  const config = { amd_enabled: credentials.amd_enabled !== true };
  const saved = await api.put(`${path}?verify_credentials=false`, { config });
  expect([saved.status, saved.body.sync_job_id]).toEqual([200, expect.any(Number)]);
  return saved.body.sync_job_id;
}

const syncOf = async ({ numbers }: Arranged, id: number) => (await api.get(`${numbers}/${id}`)).body.provider_sync;

/** As if the time until the next attempts were over. */
async function hurrySyncs({ configId }: Arranged): Promise<void> {
  const { url } = app.database;
  await runSql(
    url,
    'UPDATE phone_number_syncs SET next_attempt_at = now() WHERE telephony_configuration_id = $1 AND next_attempt_at IS NOT NULL',
    [configId],
  );
  await runSql(url, `SELECT graphile_worker.add_job('sync-sweep')`);
}

const isTried = (items: { reason: string | null }[]): boolean => items.every(({ reason }) => reason !== null);

describe('changed credentials', () => {
  it('sync all bound numbers again, as a job with an item for each', async () => {
    const arranged = await arrange(6);
    await arranged.add(openAccount(sandbox, 'twilio').addresses[0] ?? '', {
      bound: false,
      query: '?skip_ownership_check=true',
    });
    for (const address of arranged.account.addresses) arranged.account.sendElsewhere(address);
    const id = await changeCredentials(arranged.configId);
    const job = await endOf(api, id);
    expect(job).toEqual({
      id,
      kind: 'sync-all',
      subject_id: arranged.configId,
      state: 'succeeded',
      message: null,
      total: 6,
      succeeded: 6,
      failed: 0,
      pending: 0,
      created_at: expect.any(String),
      started_at: expect.any(String),
      finished_at: expect.any(String),
    });
    expect(await itemsOf(api, id)).toEqual(
      arranged.account.addresses.map((address, n) => ({
        address,
        phone_number_id: arranged.ids[n],
        state: 'succeeded',
        reason: null,
        detail: expect.stringMatching(/\S/),
      })),
    );
    const urls = arranged.account.addresses.map((address) => arranged.account.carrier.whoAnswers(address).url ?? '');
    expect(urls.every((url) => url.startsWith('https://calls.example.com/'))).toBe(true);
    expect((await api.get(`${JOBS}?kind=sync-all&state=succeeded`)).body.jobs).toContainEqual(job);
  });

  it('are no job when nothing changes or no number is bound', async () => {
    const { configId } = await registerAccount(api, openAccount(sandbox, 'twilio'));
    const saved = await api.put(`${CONFIGS}/${configId}?verify_credentials=false`, { config: { amd_enabled: true } });
    expect(saved.body).toMatchObject({ version: 2, sync_job_id: null });
  });
});

describe('a number whose carrier fails', () => {
  it('in passing is left pending with a reason and a time, and the next attempt succeeds', async () => {
    // More numbers would open the breaker of the account, which stays open for a while.
    const arranged = await arrange(1);
    arranged.account.carrier.fail({ status: 503, match: READ });
    const id = await changeCredentials(arranged.configId);
    const items = await eventually(() => itemsOf(api, id), isTried, 15_000);
    expect(items).toMatchObject(arranged.ids.map(() => ({ state: 'pending', reason: 'provider_unreachable' })));
    expect((await api.get(`${JOBS}/${id}`)).body).toMatchObject({ state: 'running', pending: 1, finished_at: null });
    for (const number of arranged.ids) {
      const sync = await syncOf(arranged, number);
      expect(sync).toMatchObject({ ok: false, state: 'failed', reason: 'provider_unreachable', attempts: 1 });
      const waits =
        new Date(sync.next_attempt_at as string).getTime() - new Date(sync.last_attempt_at as string).getTime();
      expect(waits).toBeGreaterThanOrEqual(7_000);
      expect(waits).toBeLessThanOrEqual(60_000);
    }
    arranged.account.carrier.clearFaults();
    await hurrySyncs(arranged);
    expect(await endOf(api, id)).toMatchObject({ state: 'succeeded', succeeded: 1 });
    expect(await syncOf(arranged, arranged.ids[0] ?? 0)).toMatchObject({
      state: 'in_sync',
      attempts: 0,
      next_attempt_at: null,
    });
  }, 60_000);

  it('because it is asked too often is not tried before the carrier wants it', async () => {
    const arranged = await arrange(1);
    arranged.account.carrier.rateLimit({ retryAfterSeconds: 600, match: READ });
    const id = await changeCredentials(arranged.configId);
    const [item] = await eventually(() => itemsOf(api, id), isTried, 15_000);
    expect(item).toMatchObject({ state: 'pending', reason: 'provider_rate_limited' });
    const sync = await syncOf(arranged, arranged.ids[0] ?? 0);
    const waits =
      new Date(sync.next_attempt_at as string).getTime() - new Date(sync.last_attempt_at as string).getTime();
    expect(waits).toBeGreaterThanOrEqual(590_000);
    const asked = arranged.account.carrier.count(READ);
    await runSql(app.database.url, `SELECT graphile_worker.add_job('sync-sweep')`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(arranged.account.carrier.count(READ)).toBe(asked);
  }, 60_000);

  it('for good is not tried again until the credentials change', async () => {
    const arranged = await arrange(2);
    arranged.account.carrier.fail({ status: 401 });
    const id = await changeCredentials(arranged.configId);
    expect(await endOf(api, id)).toMatchObject({ state: 'failed', failed: 2, pending: 0 });
    const [item] = await itemsOf(api, id, '&state=failed');
    expect(item).toMatchObject({ reason: 'provider_unauthorized', detail: expect.stringMatching(/\S/) });
    expect(await syncOf(arranged, arranged.ids[0] ?? 0)).toMatchObject({ state: 'failed', next_attempt_at: null });
    const asked = arranged.account.carrier.count();
    arranged.account.carrier.clearFaults();
    await hurrySyncs(arranged);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(arranged.account.carrier.count()).toBe(asked);
    expect(await endOf(api, await changeCredentials(arranged.configId))).toMatchObject({ state: 'succeeded' });
  }, 60_000);
});

describe('jobs', () => {
  it('are seen by their organization only', async () => {
    const { configId } = await arrange(1);
    const id = await changeCredentials(configId);
    await endOf(api, id);
    const rival = await app.organization('Rival');
    expect((await rival.get(JOBS)).body).toEqual({ jobs: [], has_more: false, next_cursor: null });
    expectProblem(await rival.get(`${JOBS}/${id}`), 'job_not_found');
    expectProblem(await rival.get(`${JOBS}/${id}/items`), 'job_not_found');
  });

  it('are listed by state and kind, their items by state', async () => {
    const failing = await arrange(2);
    const [, second = ''] = failing.account.addresses;
    failing.account.remove(second);
    const id = await changeCredentials(failing.configId);
    expect(await endOf(api, id)).toMatchObject({ state: 'failed', succeeded: 1, failed: 1 });
    expect(await itemsOf(api, id, '&state=failed')).toMatchObject([
      { address: second, reason: 'not_owned_at_provider' },
    ]);
    expect(await itemsOf(api, id, '&state=pending')).toEqual([]);
    const failed = (await api.get(`${JOBS}?state=failed`)).body.jobs.map((job: { id: number }) => job.id);
    expect(failed).toContain(id);
    expect((await api.get(`${JOBS}?kind=import`)).body.jobs).toEqual([]);
    expectProblem(await api.get(`${JOBS}?state=lost`), 'invalid_parameter');
    expectProblem(await api.get(`${JOBS}/${id}/items?state=lost`), 'invalid_parameter');
  });
});

describe('two instances on one database', () => {
  it('share the work, and do no number twice', async () => {
    const arranged = await arrange(40);
    for (const address of arranged.account.addresses) arranged.account.sendElsewhere(address);
    const second = await TestApp.start({ carrierBaseUrls: sandbox.env, beside: app });
    const { carrier } = arranged.account;
    carrier.forgetRequests();
    carrier.delay(20);
    try {
      const id = await changeCredentials(arranged.configId);
      const sweep = (): Promise<object[]> => runSql(app.database.url, `SELECT graphile_worker.add_job('sync-sweep')`);
      await sweep();
      expect(await endOf(api, id, 30_000)).toMatchObject({ state: 'succeeded', succeeded: 40 });
      const written = carrier.requests.filter(({ method, path }) => method === 'POST' && WRITE.path.test(path));
      expect(written).toHaveLength(40);
      expect(new Set(written.map(({ path }) => path)).size).toBe(40);
    } finally {
      carrier.clearFaults();
      await second.stop({ keepDatabase: true });
    }
  }, 60_000);
});
