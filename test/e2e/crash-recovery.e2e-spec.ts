import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { RequestMatch } from '../support/carriers/request-match.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { registerAccount } from '../support/registered-account.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { createTestDatabase } from '../support/test-database.js';

const KEY = 'crash-test-key-crash-test-key-crash-test-key';
const NUMBER_WRITE = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };

let build: ServiceBuild;
let sandbox: Sandbox;
let database: TestDatabase;
let env: Record<string, string>;
const processes: ServiceProcess[] = [];

beforeAll(async () => {
  [build, sandbox, database] = await Promise.all([buildService(), startSandbox(), createTestDatabase()]);
  env = {
    ...sandbox.env,
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
    BOOTSTRAP_API_KEY: KEY,
    PUBLIC_BASE_URL: 'https://calls.example.com',
  };
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.end('SIGKILL')));
  await sandbox.close();
  await database.drop();
  await build.remove();
});

/** The process of the moment, and a client of it. */
let service: ServiceProcess;
let api: ApiClient;

async function start(): Promise<void> {
  service = ServiceProcess.spawn(build, env);
  processes.push(service);
  api = await service.api(KEY);
}

interface Held {
  account: CarrierAccount;
  match: RequestMatch;
  send: () => Promise<ApiResponse>;
}

/** Sends the requests and kills the service while the carriers hold what they were asked for them. */
async function killDuring(...held: readonly Held[]): Promise<void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const arrivals: Promise<void>[] = [];
  const answers: Promise<unknown>[] = [];
  for (const { account, match, send } of held) {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const stop = account.carrier.onRequest(match, () => {
      stop();
      arrive();
      return released;
    });
    arrivals.push(arrived);
    answers.push(send().catch(() => 'no answer'));
    await arrived;
  }
  await service.end('SIGKILL');
  expect(await Promise.all(answers)).toEqual(held.map(() => 'no answer'));
  // The carriers go on with what they had received, as real ones would.
  release();
}

/** As if the time of the dead process's lease were over. */
async function endLeases(secondsFromNow = 0): Promise<void> {
  await runSql(
    database.url,
    `UPDATE phone_number_syncs SET lease_until = now() + make_interval(secs => $1) WHERE lease_until IS NOT NULL`,
    [secondsFromNow],
  );
  await runSql(
    database.url,
    `UPDATE provider_applications SET lease_until = now() + make_interval(secs => $1) WHERE lease_until IS NOT NULL`,
    [secondsFromNow],
  );
}

function stateOf(path: string): () => Promise<{ state: string; ok: boolean }> {
  return async () => (await api.get(path)).body.provider_sync;
}

describe('a process that is killed while the carrier works', () => {
  beforeAll(start);

  it('on attaching numbers leaves them pending, and the next start attaches them', async () => {
    const attaching = [];
    for (const provider of PROVIDERS) {
      const account = openAccount(sandbox, provider);
      const [address = ''] = account.addresses;
      account.sendElsewhere(address);
      const before = account.record(address);
      const { numbers, workflowId, configId } = await registerAccount(api, account);
      const send = (): Promise<ApiResponse> => api.post(numbers, { address, inbound_workflow_id: workflowId });
      attaching.push({ account, address, before, numbers, configId, send, match: NUMBER_WRITE });
    }
    await killDuring(...attaching);
    const rows = await runSql(
      database.url,
      `SELECT s.state, s.lease_until > now() AS is_leased, s.saved_settings IS NOT NULL AS is_saved
         FROM phone_number_syncs s JOIN phone_numbers n ON n.id = s.phone_number_id
        WHERE n.telephony_configuration_id = ANY ($1)`,
      [attaching.map(({ configId }) => configId)],
    );
    expect(rows).toEqual(attaching.map(() => ({ state: 'pending', is_leased: true, is_saved: true })));

    await endLeases();
    await start();
    for (const { account, address, before, numbers } of attaching) {
      const [number] = (await api.get(numbers)).body.phone_numbers;
      const path = `${numbers}/${number.id}`;
      const settled = await eventually(stateOf(path), ({ state }) => state !== 'pending');
      expect(settled).toMatchObject({ ok: true, state: 'in_sync' });
      expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
      expect((await api.delete(path)).status).toBe(200);
      expect(account.record(address)).toEqual(before);
    }
  });

  it('on releasing, deleting or making an application ends as it was wanted, with one of everything', async () => {
    const account = openAccount(sandbox, 'vonage', 2);
    const [unbound = '', deleted = ''] = account.addresses;
    const before = account.addresses.map(account.record);
    const { numbers, add } = await registerAccount(api, account);
    const unboundPath = `${numbers}/${(await add(unbound)).id}`;
    const deletedPath = `${numbers}/${(await add(deleted)).id}`;
    const fresh = openAccount(sandbox, 'plivo');
    const { numbers: freshNumbers, workflowId } = await registerAccount(api, fresh);
    const body = { address: fresh.addresses[0], inbound_workflow_id: workflowId };
    await killDuring(
      { account, match: NUMBER_WRITE, send: () => api.put(unboundPath, { clear_inbound_workflow: true }) },
      { account, match: NUMBER_WRITE, send: () => api.delete(deletedPath) },
      {
        account: fresh,
        match: { method: 'POST', path: /\/Application\/$/ },
        send: () => api.post(freshNumbers, body),
      },
    );
    await eventually(
      () => Promise.resolve(sandbox.plivo.applications(fresh.id)),
      ({ length }) => length === 1,
    );

    await endLeases();
    await start();
    await eventually(stateOf(unboundPath), ({ state }) => state === 'detached');
    expect(account.record(unbound)).toEqual(before[0]);
    // The row outlived the process, so the number is kept, and rings.
    await eventually(stateOf(deletedPath), ({ state }) => state === 'in_sync');
    expect(account.carrier.whoAnswers(deleted).url).toContain('https://calls.example.com/');
    expect((await api.delete(deletedPath)).status).toBe(200);
    expect(account.addresses.map(account.record)).toEqual(before);

    const [number] = (await api.get(freshNumbers)).body.phone_numbers;
    await eventually(stateOf(`${freshNumbers}/${number.id}`), ({ state }) => state === 'in_sync');
    expect(sandbox.plivo.applications(fresh.id)).toHaveLength(1);
  });

  it('keeps its number until its lease is over, not longer', async () => {
    const account = openAccount(sandbox, 'twilio');
    const [address = ''] = account.addresses;
    const { numbers, workflowId } = await registerAccount(api, account);
    await killDuring({
      account,
      match: NUMBER_WRITE,
      send: () => api.post(numbers, { address, inbound_workflow_id: workflowId }),
    });
    await endLeases(60);
    await start();
    const [number] = (await api.get(numbers)).body.phone_numbers;
    const path = `${numbers}/${number.id}`;
    await endLeases(2);
    expect((await api.post(`${path}/sync`)).body.code).toBe('sync_in_progress');
    await sleep(500);
    expect((await api.get(path)).body.provider_sync).toMatchObject({ ok: false, state: 'pending' });
    await eventually(stateOf(path), ({ state }) => state === 'in_sync');
  });
});

describe('numbers that are pending when the service starts', () => {
  it('are brought in sync, those that others hold or that are done with are not touched', async () => {
    const first = await TestApp.start({ carrierBaseUrls: sandbox.env });
    const account = openAccount(sandbox, 'twilio', 12);
    const registered = await registerAccount(await first.organization(), account);
    const ids: number[] = [];
    for (const address of account.addresses) ids.push((await registered.add(address)).id);
    await first.stop({ keepDatabase: true });
    for (const address of account.addresses) account.sendElsewhere(address);
    const [held = 0, done = 0, unleased = 0] = ids;
    const set = (change: string, id: number): Promise<unknown> =>
      runSql(first.database.url, `UPDATE phone_number_syncs SET ${change} WHERE phone_number_id = $1`, [id]);
    for (const id of ids) {
      await set(
        `state = 'pending', next_attempt_at = now(), lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'`,
        id,
      );
    }
    await set(`lease_until = now() + interval '1 hour'`, held);
    await set(`state = 'failed', next_attempt_at = NULL, reason = 'provider_refused'`, done);
    await set('lease_token = NULL, lease_until = NULL', unleased);

    const second = await TestApp.start({ carrierBaseUrls: sandbox.env, beside: first });
    try {
      const states = await eventually(
        async () => {
          const rows = await runSql<{ id: number; state: string }>(
            first.database.url,
            'SELECT phone_number_id::int AS id, state FROM phone_number_syncs ORDER BY 1',
          );
          return rows.filter(({ id }) => id !== held && id !== done);
        },
        (rows) => rows.every(({ state }) => state === 'in_sync'),
      );
      expect(states).toHaveLength(10);
      const answering = account.addresses.map((address) => account.carrier.whoAnswers(address).url);
      expect(answering.filter((url) => url?.startsWith('https://calls.example.com/'))).toHaveLength(10);
      expect(answering.slice(0, 2)).toEqual([
        'https://elsewhere.example.net/voice',
        'https://elsewhere.example.net/voice',
      ]);
    } finally {
      await second.stop();
    }
  });
});
