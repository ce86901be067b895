import { randomBytes } from 'node:crypto';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOf, endOfAccepted, itemsOf } from '../support/job.js';
import { CONFIGS, JOBS, numbersOf, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import type { RegisteredAccount } from '../support/registered-account.js';
import { registerAccount } from '../support/registered-account.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';

const NUMBER_WRITE = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };

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

interface Arranged extends RegisteredAccount {
  account: CarrierAccount;
  before: object[];
  ids: number[];
}

/** An account with numbers that went elsewhere, and are all bound now. */
async function arrange(provider: string, count: number, client = api, carriers = sandbox): Promise<Arranged> {
  const account = openAccount(carriers, provider, count);
  for (const address of account.addresses) account.sendElsewhere(address);
  const before = account.addresses.map((address) => account.record(address));
  const registered = await registerAccount(client, account);
  const ids: number[] = [];
  for (const address of account.addresses) ids.push((await registered.add(address)).id);
  return { ...registered, account, before, ids };
}

const recordsOf = ({ account }: Arranged): object[] => account.addresses.map((address) => account.record(address));

/** As if the time until the next round of a job were over. */
async function hurryJob(id: number, url = app.database.url): Promise<void> {
  await runSql(url, `UPDATE jobs SET progress = progress || '{"begins_at": 0}' WHERE id = $1`, [id]);
  await runSql(
    url,
    `SELECT graphile_worker.add_job(kind, json_build_object('job_id', id), job_key := 'job:' || id) FROM jobs WHERE id = $1`,
    [id],
  );
}

describe('deleting a configuration by force', () => {
  it.each(PROVIDERS)('of %s gives every number back and reports each', async (provider) => {
    const arranged = await arrange(provider, 6);
    expect(recordsOf(arranged)).not.toEqual(arranged.before);
    const accepted = await api.delete(`${CONFIGS}/${arranged.configId}?force=true`);
    expect(accepted.body.message).toMatch(/\S/);
    const job = await endOfAccepted(api, accepted);
    expect(job).toMatchObject({ state: 'succeeded', message: null, total: 6, succeeded: 6 });
    expect(await itemsOf(api, job.id)).toMatchObject(
      arranged.account.addresses.map((address, n) => ({
        address,
        phone_number_id: arranged.ids[n],
        state: 'succeeded',
      })),
    );
    expect(recordsOf(arranged)).toEqual(arranged.before);
    expectProblem(await api.get(`${CONFIGS}/${arranged.configId}`), 'telephony_config_not_found');
  });

  it('says with dry_run what it would do, and does nothing', async () => {
    const { configId, account, add } = await arrange('twilio', 2);
    const unbound = openAccount(sandbox, 'twilio').addresses[0] ?? '';
    await add(unbound, { bound: false, query: '?skip_ownership_check=true' });
    const [before, asked] = [await snapshotOf(app.database.url), account.carrier.count()];
    for (const query of ['dry_run=true', 'dry_run=true&force=true']) {
      const plan = await api.delete(`${CONFIGS}/${configId}?${query}`);
      expect([plan.status, plan.body]).toEqual([
        200,
        {
          numbers: 3,
          bound_numbers: 2,
          would_restore: 2,
          would_remove_at_carrier: 0,
          addresses: [...account.addresses, unbound],
        },
      ]);
    }
    expect(await snapshotOf(app.database.url)).toEqual(before);
    expect(account.carrier.count()).toBe(asked);
    expectProblem(await api.delete(`${CONFIGS}/987654321?dry_run=true`), 'telephony_config_not_found');
    const stale = await api.delete(`${CONFIGS}/${configId}?dry_run=true`, { headers: { 'If-Match': '"99"' } });
    expectProblem(stale, 'version_mismatch');
    const force = await api.delete(`${CONFIGS}/${configId}?force=true`, { headers: { 'If-Match': '"99"' } });
    expectProblem(force, 'version_mismatch');
  });

  it('is done at once when there is no number', async () => {
    const account = openAccount(sandbox, 'twilio');
    const { configId } = await registerAccount(api, account);
    const deleted = await api.delete(`${CONFIGS}/${configId}?force=true`);
    expect([deleted.status, deleted.body.deleted_phone_numbers]).toEqual([200, 0]);
  });

  it('is done once, and does not take numbers along that were added meanwhile', async () => {
    const { account, configId, numbers, ids } = await arrange('twilio', 3);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const stop = account.carrier.onRequest(NUMBER_WRITE, () => released);
    const accepted = await api.delete(`${CONFIGS}/${configId}?force=true`);
    expect(accepted.status).toBe(202);
    const second = await api.delete(`${CONFIGS}/${configId}?force=true`);
    expectProblem(second, 'job_in_progress');
    expect(second.body.detail).toContain(`job ${accepted.body.job_id} `);
    const late = await api.post(`${numbers}?skip_ownership_check=true`, { address: '+14155559999' });
    expect(late.status).toBe(201);
    stop();
    release();
    const job = await endOf(api, accepted.body.job_id);
    expect(job).toMatchObject({ state: 'failed', total: 3, succeeded: 3 });
    expect(job.message).toMatch(/^The configuration was not deleted: 1 phone number belongs/);
    expect((await itemsOf(api, job.id)).map((item) => item.phone_number_id)).toEqual(ids);
    const left = (await api.get(numbers)).body.phone_numbers;
    expect(left.map(({ id }: { id: number }) => id)).toEqual([late.body.id]);
    expect((await endOfAccepted(api, await api.delete(`${CONFIGS}/${configId}?force=true`))).state).toBe('succeeded');
  });

  it('tries again what fails in passing, and a sync of the number meanwhile does not count', async () => {
    const arranged = await arrange('twilio', 2);
    const [first = 0] = arranged.ids;
    arranged.account.carrier.fail({ status: 503, match: NUMBER_WRITE });
    const accepted = await api.delete(`${CONFIGS}/${arranged.configId}?force=true`);
    const id: number = accepted.body.job_id;
    const waiting = await eventually(
      () => itemsOf(api, id),
      (items) => items.length === 2 && items.every(({ reason }) => reason !== null),
      15_000,
    );
    expect(waiting).toMatchObject([1, 2].map(() => ({ state: 'pending', reason: 'provider_unreachable' })));
    arranged.account.carrier.clearFaults();
    const synced = await api.post(`${numbersOf(arranged.configId)}/${first}/sync`);
    expect(synced.body.provider_sync.state).toBe('in_sync');
    expect((await itemsOf(api, id))[0]).toMatchObject({ state: 'pending' });
    const begins = async (): Promise<number> => {
      const [row] = await runSql<{ at: number }>(
        app.database.url,
        `SELECT (progress ->> 'begins_at')::float AS at FROM jobs WHERE id = $1 AND state = 'queued'`,
        [id],
      );
      return row?.at ?? 0;
    };
    expect(await eventually(begins, (at) => at > 0)).toBeGreaterThan(Date.now());
    await hurryJob(id);
    expect(await endOf(api, id)).toMatchObject({ state: 'succeeded', succeeded: 2 });
    expect(recordsOf(arranged)).toEqual(arranged.before);
  }, 40_000);

  it('concerns nobody else', async () => {
    const { configId } = await arrange('twilio', 1);
    const rival = await app.organization('Rival');
    for (const query of ['force=true', 'dry_run=true']) {
      expectProblem(await rival.delete(`${CONFIGS}/${configId}?${query}`), 'telephony_config_not_found');
    }
    const job = await endOfAccepted(api, await api.delete(`${CONFIGS}/${configId}?force=true`));
    expectProblem(await rival.get(`${JOBS}/${job.id}`), 'job_not_found');
    expectProblem(await rival.get(`${JOBS}/${job.id}/items`), 'job_not_found');
  });
});

describe('deleting a workflow by force', () => {
  it('unbinds its numbers in all configurations and gives the carriers their settings back', async () => {
    const [twilio, vonage] = [await arrange('twilio', 3), await arrange('vonage', 2)];
    const workflow = await createWorkflow(api);
    const path = `${WORKFLOWS}/${workflow.id}`;
    for (const { numbers, ids } of [twilio, vonage]) {
      for (const id of ids) await api.put(`${numbers}/${id}`, { inbound_workflow_id: workflow.id });
    }
    // Never changed at its carrier, which is not asked about it either.
    const untouched = await api.post(`${twilio.numbers}?skip_ownership_check=true`, { address: '+14155558888' });
    await runSql(app.database.url, 'UPDATE phone_numbers SET inbound_workflow_id = $2 WHERE id = $1', [
      untouched.body.id,
      workflow.id,
    ]);
    expect((await api.delete(`${path}?dry_run=true`)).body).toMatchObject({
      numbers: 6,
      bound_numbers: 6,
      would_restore: 5,
    });
    expectProblem(await api.delete(path), 'workflow_in_use');
    const job = await endOfAccepted(api, await api.delete(`${path}?force=true`));
    expect(job).toMatchObject({ kind: 'remove-workflow', subject_id: workflow.id, state: 'succeeded', succeeded: 6 });
    expectProblem(await api.get(path), 'workflow_not_found');
    for (const arranged of [twilio, vonage]) {
      expect(recordsOf(arranged)).toEqual(arranged.before);
      const rows = (await api.get(arranged.numbers)).body.phone_numbers;
      expect(rows.every((row: { inbound_workflow_id: unknown }) => row.inbound_workflow_id === null)).toBe(true);
      expect(rows[0].provider_sync).toMatchObject({ ok: true, state: 'detached' });
    }
  });

  it('leaves numbers that were bound to another one meanwhile, and says what the carrier refused', async () => {
    const { account, numbers, ids, workflowId } = await arrange('twilio', 2);
    const [kept = 0, refused = 0] = ids;
    const [keptAddress = '', refusedAddress = ''] = account.addresses;
    const other = await createWorkflow(api);
    // The job waits for its first number while the binding changes.
    await runSql(
      app.database.url,
      `UPDATE phone_number_syncs SET lease_until = now() + interval '1 hour', lease_token = gen_random_uuid() WHERE phone_number_id = $1`,
      [kept],
    );
    account.carrier.fail({ status: 401, match: { ...NUMBER_WRITE } });
    const accepted = await api.delete(`${WORKFLOWS}/${workflowId}?force=true`);
    const job = accepted.body.job_id as number;
    await eventually(
      () => itemsOf(api, job),
      (items) => items.length === 2 && items.every(({ reason }) => reason !== null),
    );
    account.carrier.clearFaults();
    await runSql(app.database.url, 'UPDATE phone_numbers SET inbound_workflow_id = $2 WHERE id = $1', [kept, other.id]);
    await hurryJob(job);
    const ended = await endOf(api, job);
    expect(ended).toMatchObject({ state: 'failed', succeeded: 1, failed: 1 });
    expect(ended.message).toMatch(/^1 phone number could not be unbound, or not be set back/);
    expect(await itemsOf(api, job)).toMatchObject([
      { address: keptAddress, state: 'succeeded', detail: expect.stringContaining('another workflow') },
      { address: refusedAddress, state: 'failed', reason: 'provider_unauthorized' },
    ]);
    expect((await api.get(`${numbers}/${kept}`)).body.inbound_workflow_id).toBe(other.id);
    expect((await api.get(`${numbers}/${refused}`)).body.inbound_workflow_id).toBeNull();
    expect((await api.delete(`${WORKFLOWS}/${workflowId}?force=true`)).status).toBe(200);
  });
});

describe('a process that is killed while it deletes by force', () => {
  it('is succeeded by one that goes on where it was', async () => {
    const KEY = 'crash-test-key-crash-test-key-crash-test-key';
    const [build, database] = await Promise.all([buildService(), createTestDatabase()]);
    const env = {
      ...sandbox.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: 'https://calls.example.com',
    };
    const first = ServiceProcess.spawn(build, env);
    let second: ServiceProcess | null = null;
    try {
      const client = await first.api(KEY);
      const arranged = await arrange('twilio', 12, client);
      arranged.account.carrier.forgetRequests();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
      let writes = 0;
      const stop = arranged.account.carrier.onRequest(NUMBER_WRITE, () => {
        writes += 1;
        if (writes < 7) return;
        arrive();
        return released;
      });
      const accepted = await client.delete(`${CONFIGS}/${arranged.configId}?force=true`);
      expect(accepted.status).toBe(202);
      await arrived;
      await first.end('SIGKILL');
      stop();
      release();
      const id: number = accepted.body.job_id;
      const [half] = await runSql<{ left: number }>(database.url, 'SELECT count(*)::int AS left FROM phone_numbers');
      expect(half?.left).toBeGreaterThan(0);
      expect(half?.left).toBeLessThan(12);

      // As if the silence of the dead worker and its leases were over.
      await runSql(database.url, `UPDATE jobs SET updated_at = now() - interval '1 minute'`);
      await runSql(database.url, 'UPDATE phone_number_syncs SET lease_until = now() WHERE lease_until IS NOT NULL');
      second = ServiceProcess.spawn(build, env);
      const after = await second.api(KEY);
      await runSql(database.url, `SELECT graphile_worker.add_job('job-sweep')`);
      const job = await endOf(after, id, 20_000);
      expect(job).toMatchObject({ state: 'succeeded', total: 12, succeeded: 12 });
      expect(recordsOf(arranged)).toEqual(arranged.before);
      expectProblem(await after.get(`${CONFIGS}/${arranged.configId}`), 'telephony_config_not_found');
      // At most the four numbers that were in its hands are attached and given back once more.
      expect(arranged.account.carrier.count(NUMBER_WRITE)).toBeLessThanOrEqual(12 + 4 * 2);
    } finally {
      await first.end('SIGKILL');
      await second?.end('SIGKILL');
      await database.drop();
      await build.remove();
    }
  }, 90_000);
});
