import { randomBytes } from 'node:crypto';
import type { ApiClient } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS, JOBS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import type { TestDatabase } from '../support/test-database.js';
import { createTestDatabase } from '../support/test-database.js';

const KEY = 'outage-test-key-outage-test-key-outage-test';
const PATIENCE_MS = 20_000;

describe('a database that goes away while jobs run', () => {
  let build: ServiceBuild;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let proxy: SeverableProxy;
  let service: ServiceProcess;
  let api: ApiClient;

  beforeAll(async () => {
    [build, sandbox, database] = await Promise.all([buildService(), startSandbox(), createTestDatabase()]);
    proxy = await SeverableProxy.before(database.url);
    service = ServiceProcess.spawn(build, {
      ...sandbox.env,
      DATABASE_URL: proxy.url,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: 'https://calls.example.com',
      RECONCILE_INTERVAL_MINUTES: '0',
    });
    api = await service.api(KEY);
  });

  afterAll(async () => {
    await service.end('SIGKILL');
    await proxy.sever();
    await sandbox.close();
    await database.drop();
    await build.remove();
  });

  it('and comes back ends neither the service nor its queue, and the jobs are done', async () => {
    const account = openAccount(sandbox, 'twilio', 3);
    const { configId, add } = await registerAccount(api, account);
    for (const address of account.addresses) await add(address);
    const other = await registerAccount(api, openAccount(sandbox, 'twilio'));
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const stop = account.carrier.onRequest({ method: 'GET' }, () => {
      arrive();
      return released;
    });
    const path = (id: number): string => `${CONFIGS}/${id}/reconcile`;
    const interrupted = await api.post(path(configId), {});
    await arrived;
    await proxy.sever();
    stop();
    release();
    // The job fails because its end cannot be stored, and neither can the queue store that.
    const ready = (): Promise<{ queue: string } | undefined> => api.get('/readyz').then(({ body }) => body.checks);
    await eventually(ready, (checks) => checks?.queue === 'unavailable', PATIENCE_MS);
    await proxy.restore();
    await eventually(ready, (checks) => checks?.queue === 'ok', PATIENCE_MS);
    expect(service.isRunning).toBe(true);

    const later = await api.post(path(other.configId), {});
    expect(await endOfAccepted(api, later, PATIENCE_MS)).toMatchObject({ state: 'succeeded' });
    await runSql(database.url, `UPDATE jobs SET updated_at = now() - interval '1 minute' WHERE finished_at IS NULL`);
    await runSql(database.url, `SELECT graphile_worker.add_job('job-sweep', '{}'::json)`);
    const look = async (): Promise<string> => (await api.get(`${JOBS}/${interrupted.body.job_id}`)).body.state;
    expect(await eventually(look, (state) => state === 'succeeded', PATIENCE_MS)).toBe('succeeded');
  }, 90_000);

  it('and is still away when the service shall stop does not hold it up', async () => {
    await proxy.sever();
    const toldAt = Date.now();
    expect(await service.end('SIGTERM')).toMatchObject({ signal: null });
    expect(Date.now() - toldAt).toBeLessThan(10_000);
  });
});
