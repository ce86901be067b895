import { setTimeout as sleep } from 'node:timers/promises';
import { PhoneNumberSyncStore } from '../../src/telephony/sync/phone-number-sync.store.js';
import { SyncQueue } from '../../src/telephony/sync/sync-queue.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const { jest } = import.meta;

const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
});

beforeEach(async () => {
  api = await app.organization();
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  runSql<Row>(app.database.url, text, values);

/** Lets a task of the queue run now, and waits until it is over. */
async function runTask(task: string, payload: object = {}): Promise<void> {
  const [job] = await sql<{ id: string }>(`SELECT id FROM graphile_worker.add_job($1, payload := $2)`, [
    task,
    JSON.stringify(payload),
  ]);
  await eventually(
    () => sql(`SELECT 1 FROM graphile_worker.jobs WHERE id = $1`, [job?.id]),
    (rows) => rows.length === 0,
  );
}

/** The jobs of the queue that wait for the work on one of ours, and for how long. */
function waitingFor({ body: { job_id: id } }: ApiResponse): Promise<{ seconds: number }[]> {
  return sql(
    `SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker._private_jobs
      WHERE payload ->> 'job_id' = $1 AND locked_at IS NULL`,
    [String(id)],
  );
}

describe('a carrier that asks for patience', () => {
  it('is not asked for the other numbers of the account meanwhile', async () => {
    const account = openAccount(sandbox, 'twilio', 30);
    const { configId, add } = await registerAccount(api, account);
    for (const address of account.addresses) await add(address);
    account.carrier.rateLimit({ retryAfterSeconds: 600, match: { path: new RegExp(account.id) } });
    account.carrier.forgetRequests();
    await sql(
      `UPDATE phone_number_syncs SET state = 'pending', next_attempt_at = now() WHERE telephony_configuration_id = $1`,
      [configId],
    );
    // What was left in case the process had died while a number was being registered.
    await sql(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [`sync-numbers:${configId}`]);
    await runTask('sync-numbers', { configuration_id: configId });
    expect(account.carrier.count({ path: new RegExp(account.id) })).toBeLessThanOrEqual(8);
    const [next] = await sql<{ seconds: number }>(
      `SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker.jobs WHERE key = $1`,
      [`sync-numbers:${configId}`],
    );
    expect(next?.seconds).toBeGreaterThan(590);

    account.carrier.clearFaults();
    await sql(`UPDATE phone_number_syncs SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL`);
    await runTask('sync-numbers', { configuration_id: configId });
    const states = await sql(
      `SELECT state, count(*)::int AS numbers FROM phone_number_syncs WHERE telephony_configuration_id = $1 GROUP BY 1`,
      [configId],
    );
    expect(states).toEqual([{ state: 'in_sync', numbers: 30 }]);
  });

  it('is left alone as long, whatever the clock of this process says', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { add } = await registerAccount(api, account);
    account.carrier.rateLimit({ retryAfterSeconds: 60, match: { method: 'POST', path: new RegExp(account.id) } });
    const realNow = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() - HOUR_MS);
    const { id } = await add(account.addresses[0] ?? '');
    const [row] = await sql<{ seconds: number }>(
      `SELECT extract(epoch FROM next_attempt_at - now())::float8 AS seconds FROM phone_number_syncs WHERE phone_number_id = $1`,
      [id],
    );
    expect(row?.seconds).toBeGreaterThan(50);
    expect(row?.seconds).toBeLessThan(90);
    account.carrier.clearFaults();
  });

  it('is not asked sooner by the sweep for an import that waits', async () => {
    const account = openAccount(sandbox, 'plivo', 2);
    const { configId } = await registerAccount(api, account);
    account.carrier.rateLimit({ retryAfterSeconds: 600, match: { path: /\/Number\/$/ } });
    const answer = await api.post(`${CONFIGS}/${configId}/import`, {});
    await eventually(
      () => waitingFor(answer),
      ([job]) => (job?.seconds ?? 0) > 500,
    );
    await sql(`UPDATE jobs SET updated_at = now() - interval '2 minutes' WHERE id = $1`, [answer.body.job_id]);
    account.carrier.forgetRequests();
    await runTask('job-sweep');
    const [job, ...more] = await waitingFor(answer);
    expect(more).toEqual([]);
    expect(job?.seconds).toBeGreaterThan(500);
    expect(account.carrier.count({ path: /\/Number\/$/ })).toBe(0);
    account.carrier.clearFaults();
  });
});

describe('a configuration with many due numbers', () => {
  it('has one worker and four calls at a time, however often it is woken, and goes to the end of the queue', async () => {
    const account = openAccount(sandbox, 'twilio', 40);
    const { configId, add } = await registerAccount(api, account);
    for (const address of account.addresses) await add(address);
    const match = { path: new RegExp(account.id) };
    let most = 0;
    let now = 0;
    const stopCounting = [
      account.carrier.onRequest(match, () => void (most = Math.max(most, (now += 1)))),
      account.carrier.onAnswer(({ path }) => void (match.path.test(path) && (now -= 1))),
    ];
    account.carrier.delay(50, { match });
    await sql(
      `UPDATE phone_number_syncs SET state = 'pending', next_attempt_at = now() - interval '1 minute'
        WHERE telephony_configuration_id = $1`,
      [configId],
    );
    const end = await app.app.get(PhoneNumberSyncStore).nextDueAt(configId, 0);
    const [{ isLast } = { isLast: null }] = await sql<{ isLast: boolean }>(
      `SELECT $1::timestamptz > now() - interval '10 seconds' AS "isLast"`,
      [end],
    );
    expect(isLast).toBe(true);
    for (let woken = 0; woken < 8; woken += 1) {
      await app.app.get(SyncQueue).wake(configId);
      await sleep(20);
    }
    await eventually(
      () =>
        sql(`SELECT 1 FROM phone_number_syncs WHERE telephony_configuration_id = $1 AND state <> 'in_sync'`, [
          configId,
        ]),
      (rows) => rows.length === 0,
      15_000,
    );
    for (const stop of stopCounting) stop();
    account.carrier.clearFaults();
    expect(most).toBe(4);
  });
});

describe('a job', () => {
  it('that takes long with one thing keeps saying that its worker is alive', async () => {
    const account = openAccount(sandbox, 'twilio', 2);
    const { configId, add } = await registerAccount(api, account);
    for (const address of account.addresses) await add(address);
    for (const address of account.addresses) account.sendElsewhere(address);
    const path = `${CONFIGS}/${configId}/reconcile`;
    const { plan_hash: hash } = (await api.post(`${path}?dry_run=true`, {})).body;
    const inRealTime = setInterval;
    jest
      .spyOn(globalThis, 'setInterval')
      .mockImplementation(((run: () => void, ms: number) => inRealTime(run, ms / 100)) as typeof setInterval);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const stop = account.carrier.onRequest({ method: 'POST', path: new RegExp(account.id) }, () => released);
    const answer = await api.post(path, { plan_hash: hash });
    await eventually(
      () => sql(`SELECT 1 FROM jobs WHERE id = $1 AND progress ? 'is_checked'`, [answer.body.job_id]),
      (rows) => rows.length === 1,
    );
    await sql(`UPDATE jobs SET updated_at = now() - interval '1 minute' WHERE id = $1`, [answer.body.job_id]);
    await eventually(
      () =>
        sql(`SELECT 1 FROM jobs WHERE id = $1 AND updated_at > now() - interval '30 seconds'`, [answer.body.job_id]),
      (rows) => rows.length === 1,
    );
    stop();
    release();
    expect(await endOfAccepted(api, answer, 20_000)).toMatchObject({ state: 'succeeded', succeeded: 2 });
  });

  it('that goes wrong on our side is tried again by one worker, later each time, and not for ever', async () => {
    const account = openAccount(sandbox, 'plivo', 2);
    const { configId } = await registerAccount(api, account);
    await sql(`ALTER TABLE job_items ADD CONSTRAINT broken CHECK (job_id = 0) NOT VALID`);
    try {
      const answer = await api.post(`${CONFIGS}/${configId}/import`, {});
      const waiting = await eventually(
        () => waitingFor(answer),
        ([job]) => (job?.seconds ?? 0) > 5,
      );
      expect(waiting).toHaveLength(1);
      await sql(`UPDATE jobs SET progress = progress || '{"faults": 19}' WHERE id = $1`, [answer.body.job_id]);
      await sql(
        `SELECT graphile_worker.add_job('import', json_build_object('job_id', $1::int), job_key := 'job:' || $1::int)`,
        [answer.body.job_id],
      );
      expect(await endOfAccepted(api, answer)).toMatchObject({ state: 'failed', total: 0 });
      expect(await waitingFor(answer)).toEqual([]);
    } finally {
      await sql(`ALTER TABLE job_items DROP CONSTRAINT broken`);
    }
  });
});
