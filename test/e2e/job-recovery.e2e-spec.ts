import { randomBytes } from 'node:crypto';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { RequestMatch } from '../support/carriers/request-match.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { endOfAccepted, outcomesOf } from '../support/job.js';
import { CONFIGS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';
import { createTestDatabase } from '../support/test-database.js';

const KEY = 'crash-test-key-crash-test-key-crash-test-key';
const PATIENCE_MS = 20_000;

let build: ServiceBuild;
let sandbox: Sandbox;
let database: TestDatabase;
let env: Record<string, string>;
let service: ServiceProcess;
let api: ApiClient;

async function start(): Promise<void> {
  service = ServiceProcess.spawn(build, env);
  api = await service.api(KEY);
}

beforeAll(async () => {
  [build, sandbox, database] = await Promise.all([buildService(), startSandbox(), createTestDatabase()]);
  env = {
    ...sandbox.env,
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    BOOTSTRAP_API_KEY: KEY,
    PUBLIC_BASE_URL: 'https://calls.example.com',
    RECONCILE_INTERVAL_MINUTES: '0',
  };
  await start();
});

afterAll(async () => {
  await service.end('SIGKILL');
  await sandbox.close();
  await database.drop();
  await build.remove();
});

/** Kills the service while the carrier holds the n-th fitting request; the carrier goes on with what it has received. */
async function killAt(
  account: CarrierAccount,
  match: RequestMatch,
  nth: number,
  send: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  let count = 0;
  const stop = account.carrier.onRequest(match, () => {
    count += 1;
    if (count < nth) return undefined;
    arrive();
    return released;
  });
  const answer = await send();
  await arrived;
  await service.end('SIGKILL');
  stop();
  release();
  return answer;
}

/** As if the dead process had been silent for a minute, and the minute of the sweep had come. */
async function restartAfterSilence(): Promise<void> {
  await runSql(database.url, `UPDATE jobs SET updated_at = now() - interval '1 minute' WHERE finished_at IS NULL`);
  await runSql(database.url, `UPDATE phone_number_syncs SET lease_until = now() WHERE lease_until IS NOT NULL`);
  await start();
  await runSql(database.url, `SELECT graphile_worker.add_job('job-sweep', '{}'::json)`);
}

describe('a process that is killed with kill -9', () => {
  it('in the middle of an import goes on with the page that it had come to, and registers nothing twice', async () => {
    const account = openAccount(sandbox, 'plivo', 45);
    const { configId, numbers } = await registerAccount(api, account);
    const page = { method: 'GET', path: /\/Number\/$/ };
    const answer = await killAt(account, page, 3, () => api.post(`${CONFIGS}/${configId}/import`, {}));
    const items = (): Promise<object[]> =>
      runSql(database.url, `SELECT count(*)::int AS count FROM job_items WHERE job_id = $1`, [answer.body.job_id]);
    expect(await items()).toEqual([{ count: 40 }]);
    account.carrier.forgetRequests();

    await restartAfterSilence();
    const job = await endOfAccepted(api, answer, PATIENCE_MS);
    expect(job).toMatchObject({ state: 'succeeded', total: 45, succeeded: 45 });
    expect(account.carrier.count(page)).toBe(1);
    const { phone_numbers: registered } = (await api.get(`${numbers}?limit=100`)).body;
    const addresses = registered.map(({ address }: { address: string }) => address);
    expect(addresses.toSorted()).toEqual(account.addresses.toSorted());
  });

  it('in the middle of a plan takes the steps that are left, and writes nothing twice', async () => {
    const account = openAccount(sandbox, 'twilio', 6);
    const registered = await registerAccount(api, account);
    for (const address of account.addresses) await registered.add(address);
    for (const address of account.addresses) account.sendElsewhere(address);
    const path = `${CONFIGS}/${registered.configId}/reconcile`;
    const { plan_hash: hash } = (await api.post(`${path}?dry_run=true`, {})).body;
    account.carrier.forgetRequests();
    const answer = await killAt(account, { method: 'POST' }, 5, () => api.post(path, { plan_hash: hash }));

    await restartAfterSilence();
    const job = await endOfAccepted(api, answer, PATIENCE_MS);
    expect(job).toMatchObject({ state: 'succeeded', total: 6, succeeded: 6 });
    expect(Object.keys(await outcomesOf(api, job.id)).toSorted()).toEqual(account.addresses.toSorted());
    for (const address of account.addresses) {
      expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
    }
    expect(account.carrier.counters.writes).toBe(6);
  });
});
