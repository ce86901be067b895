import { ConnectionTimings } from '../../src/provider-sync/contract/connection-timings.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient } from '../support/api-client.js';
import { AriLoopback } from '../support/carriers/ari-loopback.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const CONFIGS = '/api/v1/organizations/telephony-configs';
/** Waiting that takes minutes elsewhere. */
const HURRIED: Partial<ConnectionTimings> = {
  firstBackoffMs: 20,
  longestBackoffMs: 60,
  stableAfterMs: 100,
  renewEveryMs: 100,
  leaseMs: 1_000,
  refreshEveryMs: 200,
};

const apps: TestApp[] = [];
let pbx: AriLoopback;
let app: TestApp;
let api: ApiClient;
let lastExtension = 1_000;

async function start(beside?: TestApp): Promise<TestApp> {
  const started = await TestApp.start(beside ? { beside } : {});
  Object.assign(started.app.get(ConnectionTimings, { strict: false }), HURRIED);
  apps.push(started);
  return started;
}

async function stop(stopped: TestApp, keepDatabase = false): Promise<void> {
  apps.splice(apps.indexOf(stopped), 1);
  await stopped.stop({ keepDatabase });
}

beforeEach(async () => {
  pbx = await new AriLoopback().listen();
  pbx.addUser('dialplane', 'a password');
  app = await start();
  api = await app.organization();
});

afterEach(async () => {
  for (const started of [...apps].reverse()) await stop(started, started !== apps[0]);
  await pbx.close();
});

interface Config {
  id: number;
  inactive_reason: string | null;
  credentials: { stasis_app_name: string };
}

async function createConfig(changes: object = {}): Promise<Config> {
  const credentials = { ari_endpoint: pbx.baseUrl, app_name: 'dialplane', app_password: 'a password' };
  const config = { provider: 'ari', ...credentials, ws_client_name: 'media', ...changes };
  const created = await api.post(`${CONFIGS}?verify_credentials=false`, { name: 'Our PBX', config });
  expect(created.status).toBe(201);
  return created.body as Config;
}

async function configOf(id: number): Promise<Config> {
  return (await api.get(`${CONFIGS}/${id}`)).body as Config;
}

async function bindNumber(config: Config): Promise<string> {
  const workflow = await createWorkflow(api, { name: `Answers ${lastExtension}` });
  lastExtension += 1;
  const created = await api.post(`${CONFIGS}/${config.id}/phone-numbers`, {
    address: String(lastExtension),
    inbound_workflow_id: workflow.id,
  });
  expect(created.status).toBe(201);
  return `${CONFIGS}/${config.id}/phone-numbers/${(created.body as { id: number }).id}`;
}

interface Sync {
  state: string;
  reason: string | null;
}

async function syncOf(path: string): Promise<Sync> {
  return ((await api.get(path)).body as { provider_sync: Sync }).provider_sync;
}

const registered = (): Promise<string[]> => Promise.resolve(pbx.events.applications);

/** A replica that waits for its turn has not been hurried before it first looked. */
const TURN_MS = 15_000;

function isUp(config: Config, patienceMs?: number): Promise<string[]> {
  return eventually(registered, (names) => names.includes(config.credentials.stasis_app_name), patienceMs);
}

function isDown(): Promise<string[]> {
  return eventually(registered, (names) => names.length === 0);
}

function parked(id: number): Promise<Config> {
  return eventually(
    () => configOf(id),
    ({ inactive_reason: reason }) => reason !== null,
  );
}

describe('the connection of a PBX', () => {
  it('is held from the moment it is configured until it is deleted', async () => {
    const config = await createConfig();
    expect(config.credentials.stasis_app_name).toMatch(/^dialplane_[0-9a-f]{12}$/);
    await isUp(config);
    expect((await api.delete(`${CONFIGS}/${config.id}`)).status).toBeLessThan(300);
    await isDown();
  });

  it('brings its numbers in sync, and is left by none that goes', async () => {
    const config = await createConfig();
    await isUp(config);
    const number = await bindNumber(config);
    expect(await syncOf(number)).toMatchObject({ state: 'in_sync' });
    expect((await api.delete(number)).status).toBeLessThan(300);
    expect(pbx.events.applications).toEqual([config.credentials.stasis_app_name]);
  });

  it('comes back after the PBX was away, and takes up the numbers that failed without it', async () => {
    const config = await createConfig();
    await isUp(config);
    pbx.events.refuse(503);
    pbx.events.closeAll();
    await isDown();
    const number = await bindNumber(config);
    expect(await syncOf(number)).toMatchObject({ state: 'failed', reason: 'provider_refused' });
    pbx.events.refuse(null);
    await isUp(config);
    await eventually(
      () => syncOf(number),
      ({ state }) => state === 'in_sync',
    );
    expect((await configOf(config.id)).inactive_reason).toBeNull();
  });

  it('survives a PBX that is switched off and on', async () => {
    const config = await createConfig();
    await isUp(config);
    const port = Number(new URL(pbx.baseUrl).port);
    await pbx.close();
    await pbx.listen(port);
    await isUp(config);
  });

  it('signs in with what the configuration says now, under the same name', async () => {
    const config = await createConfig();
    await isUp(config);
    pbx.addUser('another', 'secret');
    const changed = { config: { app_name: 'another', app_password: 'secret' } };
    const answer = await api.patch(`${CONFIGS}/${config.id}?verify_credentials=false`, changed);
    expect(answer.status).toBe(200);
    pbx.addUser('dialplane', 'not any more');
    expect((answer.body as Config).credentials.stasis_app_name).toBe(config.credentials.stasis_app_name);
    pbx.events.cutAll();
    await isUp(config);
  });
});

describe('a configuration that does not work', () => {
  it('is parked with the reason when its credentials are refused, and taken back by reactivation alone', async () => {
    const config = await createConfig({ app_password: 'wrong' });
    const { inactive_reason: reason } = await parked(config.id);
    expect(reason).toMatch(/^ari-unauthorized: .+ari\.conf/);
    expect(reason).not.toContain('wrong');
    pbx.addUser('dialplane', 'wrong');
    const number = await bindNumber(config);
    expect(await syncOf(number)).toMatchObject({ state: 'failed', reason: 'config_inactive' });
    expect(pbx.events.applications).toEqual([]);
    expect((await api.post(`${CONFIGS}/${config.id}/reactivate`)).status).toBe(200);
    await isUp(config);
    await eventually(
      () => syncOf(number),
      ({ state }) => state === 'in_sync',
    );
  });

  it('is parked at the first look without the name of the media connection', async () => {
    const config = await createConfig({ ws_client_name: null });
    expect((await parked(config.id)).inactive_reason).toMatch(/^ari-missing-ws-client-name: /);
    expect(pbx.events.applications).toEqual([]);
  });

  it('is parked when the PBX closes every connection at once', async () => {
    pbx.events.closeAtOnce(true);
    const config = await createConfig();
    expect((await parked(config.id)).inactive_reason).toMatch(/^ari-closed-immediately: /);
  });

  it('is not parked for a PBX that is away, until it has been away for long', async () => {
    pbx.events.refuse(503);
    const config = await createConfig();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await configOf(config.id)).inactive_reason).toBeNull();
    Object.assign(app.app.get(ConnectionTimings, { strict: false }), { parkAfterMs: 100 });
    expect((await parked(config.id)).inactive_reason).toMatch(/^ari-unreachable: /);
  });
});

describe('replicas', () => {
  it('hold one connection between them, and the other takes over when one stops', async () => {
    const config = await createConfig();
    await isUp(config);
    const other = await start(app);
    await new Promise((resolve) => setTimeout(resolve, 600));
    // A second connection would have taken the application from the first.
    expect(await runSql(app.database.url, 'SELECT last_code FROM provider_connections')).toEqual([{ last_code: null }]);
    expect(pbx.events.size).toBe(1);
    const before = performance.now();
    await stop(app, true);
    expect(performance.now() - before).toBeLessThan(1_000);
    await isUp(config, TURN_MS);
    expect(pbx.events.size).toBe(1);
    app = other;
  }, 30_000);

  it('take over from one that died with the lease in its hands', async () => {
    const config = await createConfig();
    await isUp(config);
    await stop(app, true);
    await runSql(
      app.database.url,
      `UPDATE provider_connections SET lease_token = gen_random_uuid(), lease_until = now() + interval '700 milliseconds'`,
    );
    const before = performance.now();
    app = await start(app);
    await isUp(config, TURN_MS);
    expect(performance.now() - before).toBeGreaterThan(300);
  }, 30_000);
});
