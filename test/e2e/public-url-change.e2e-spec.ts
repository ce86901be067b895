import { randomBytes } from 'node:crypto';
import type { ApiClient } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOf, itemsOf } from '../support/job.js';
import { CONFIGS, JOBS, ORPHANS } from '../support/paths.js';
import type { RegisteredAccount } from '../support/registered-account.js';
import { registerAccount } from '../support/registered-account.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';

const OLD = 'https://calls.example.com';
const NEW = 'https://voice.example.org';
const NUMBER_WRITE = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

interface Arranged extends RegisteredAccount {
  account: CarrierAccount;
  before: object[];
  ids: number[];
}

/** An account with numbers that went elsewhere, and are all bound now. */
async function arrange(api: ApiClient, provider: string, count: number): Promise<Arranged> {
  const account = openAccount(sandbox, provider, count);
  for (const address of account.addresses) account.sendElsewhere(address);
  const before = account.addresses.map((address) => account.record(address));
  const registered = await registerAccount(api, account);
  const ids: number[] = [];
  for (const address of account.addresses) ids.push((await registered.add(address)).id);
  return { ...registered, account, before, ids };
}

const hostsOf = ({ account }: Arranged): (string | undefined)[] =>
  account.addresses.map((address) => new URL(account.carrier.whoAnswers(address).url ?? 'https://nobody').origin);

const jobsOf = async (api: ApiClient): Promise<{ id: number; subject_id: number }[]> =>
  (await api.get(`${JOBS}?kind=sync-all`)).body.jobs;

const urlsOf = (app: TestApp): Promise<{ url: string; is_current: boolean }[]> =>
  runSql(app.database.url, 'SELECT url, is_current FROM public_urls ORDER BY url');

describe('a start with another PUBLIC_BASE_URL', () => {
  let first: TestApp;
  let api: ApiClient;

  beforeEach(async () => {
    first = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: OLD });
    api = first.root;
  });

  /** The same installation, started again. */
  async function restart(publicBaseUrl: string | null): Promise<{ app: TestApp; api: ApiClient }> {
    const app = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl, beside: first });
    return { app, api: app.root };
  }

  it.each(PROVIDERS)('gives a %s number back that was left behind under the earlier one', async (provider) => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const { numbers, add } = await registerAccount(api, account);
    const { id } = await add(address);
    account.carrier.fail({ status: 400, match: { method: /^(POST|PUT|PATCH|DELETE)$/ } });
    expect((await api.delete(`${numbers}/${id}?force=true`)).status).toBe(200);
    account.carrier.clearFaults();
    await first.stop({ keepDatabase: true });

    const second = await restart(NEW);
    try {
      const [orphan] = (await second.api.get(`${ORPHANS}?kind=phone_number`)).body.orphans;
      const cleaned = await second.api.post(`${ORPHANS}/${orphan.id}/clean`);
      expect(cleaned.body).toMatchObject({ result: 'restored', changed_fields: [] });
      expect(account.record(address)).toEqual(before);
    } finally {
      await second.app.stop();
    }
  });

  it('writes every bound number again as a job, and still knows what was there before', async () => {
    const arranged: Arranged[] = [];
    for (const provider of PROVIDERS) arranged.push(await arrange(api, provider, 3));
    const [twilio] = arranged;
    const [, , unbound = 0] = twilio?.ids ?? [];
    await api.put(`${twilio?.numbers}/${unbound}`, { clear_inbound_workflow: true });
    await first.stop({ keepDatabase: true });

    const second = await restart(NEW);
    try {
      const jobs = await jobsOf(second.api);
      expect(jobs.map(({ subject_id: id }) => id)).toEqual(arranged.map(({ configId }) => configId));
      for (const { id } of jobs) expect(await endOf(second.api, id)).toMatchObject({ state: 'succeeded', failed: 0 });
      expect((await itemsOf(second.api, jobs[0]?.id ?? 0)).map((item) => item.phone_number_id)).toEqual(
        twilio?.ids.slice(0, 2),
      );
      for (const one of arranged) {
        const expected = one === twilio ? [NEW, NEW, 'https://elsewhere.example.net'] : [NEW, NEW, NEW];
        expect(hostsOf(one)).toEqual(expected);
      }
      expect(await urlsOf(first)).toEqual([
        { url: OLD, is_current: false },
        { url: NEW, is_current: true },
      ]);
      for (const { account, before, configId } of arranged) {
        const accepted = await second.api.delete(`${CONFIGS}/${configId}?force=true`);
        expect(await endOf(second.api, accepted.body.job_id)).toMatchObject({ state: 'succeeded' });
        expect(account.addresses.map((address) => account.record(address))).toEqual(before);
      }
    } finally {
      await second.app.stop();
    }
  });

  it('is followed once, however many replicas start at the same time', async () => {
    const arranged = await arrange(api, 'twilio', 2);
    await first.stop({ keepDatabase: true });
    arranged.account.carrier.forgetRequests();
    const replicas = await Promise.all([restart(NEW), restart(NEW), restart(NEW)]);
    try {
      const client = replicas[0]?.api ?? api;
      const jobs = await jobsOf(client);
      expect(jobs).toHaveLength(1);
      await endOf(client, jobs[0]?.id ?? 0);
      expect(hostsOf(arranged)).toEqual([NEW, NEW]);
      expect(arranged.account.carrier.count(NUMBER_WRITE)).toBe(2);
    } finally {
      for (const { app } of replicas) await app.stop({ keepDatabase: true });
      await first.database.drop();
    }
  });

  it('is no change when it is the same, or none', async () => {
    const arranged = await arrange(api, 'twilio', 1);
    await first.stop({ keepDatabase: true });
    for (const url of [OLD, null, OLD]) {
      const again = await restart(url);
      expect(await jobsOf(again.api)).toEqual([]);
      await again.app.stop({ keepDatabase: true });
    }
    expect(await urlsOf(first)).toEqual([{ url: OLD, is_current: true }]);
    expect(hostsOf(arranged)).toEqual([OLD]);
    await first.database.drop();
  });

  it('is followed there and back', async () => {
    const arranged = await arrange(api, 'plivo', 2);
    await first.stop({ keepDatabase: true });
    for (const url of [NEW, OLD]) {
      const again = await restart(url);
      await eventually(
        () => Promise.resolve(hostsOf(arranged)),
        (hosts) => hosts.every((host) => host === url),
      );
      const jobs = await jobsOf(again.api);
      await endOf(again.api, jobs.at(-1)?.id ?? 0);
      await again.app.stop({ keepDatabase: true });
    }
    expect(await urlsOf(first)).toEqual([
      { url: OLD, is_current: true },
      { url: NEW, is_current: false },
    ]);
    await first.database.drop();
  });
});

describe('a process that is killed while it follows a change of PUBLIC_BASE_URL', () => {
  it('is succeeded by one that finishes, and says where to look', async () => {
    const KEY = 'crash-test-key-crash-test-key-crash-test-key';
    const [build, database] = await Promise.all([buildService(), createTestDatabase()]);
    const env = {
      ...sandbox.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: OLD,
    };
    const processes: ServiceProcess[] = [];
    const start = async (url: string): Promise<ApiClient> => {
      const service = ServiceProcess.spawn(build, { ...env, PUBLIC_BASE_URL: url });
      processes.push(service);
      return service.api(KEY);
    };
    try {
      const arranged = await arrange(await start(OLD), 'twilio', 10);
      await processes[0]?.end('SIGTERM');
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
      let writes = 0;
      const stop = arranged.account.carrier.onRequest(NUMBER_WRITE, () => {
        writes += 1;
        if (writes < 5) return;
        arrive();
        return released;
      });
      await start(NEW);
      await arrived;
      expect(processes[1]?.output).toContain('10 phone number(s) of 1 configuration(s)');
      expect(processes[1]?.output).toContain('/api/v1/jobs?kind=sync-all');
      await processes[1]?.end('SIGKILL');
      stop();
      release();
      expect(hostsOf(arranged).filter((host) => host === OLD).length).toBeGreaterThan(0);

      // As if the leases of the dead process were over.
      await runSql(database.url, 'UPDATE phone_number_syncs SET lease_until = now() WHERE lease_until IS NOT NULL');
      const api = await start(NEW);
      const jobs = await jobsOf(api);
      expect(jobs).toHaveLength(1);
      expect(await endOf(api, jobs[0]?.id ?? 0, 20_000)).toMatchObject({
        state: 'succeeded',
        total: 10,
        succeeded: 10,
      });
      expect(hostsOf(arranged)).toEqual(arranged.ids.map(() => NEW));
      const accepted = await api.delete(`${CONFIGS}/${arranged.configId}?force=true`);
      await endOf(api, accepted.body.job_id);
      expect(arranged.account.addresses.map((address) => arranged.account.record(address))).toEqual(arranged.before);
    } finally {
      for (const service of processes) await service.end('SIGKILL');
      await database.drop();
      await build.remove();
    }
  }, 90_000);
});
