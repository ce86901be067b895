import { created } from '../factories/created.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount } from '../support/carrier-account.js';
import type { CloudonixTrunk } from '../support/carriers/cloudonix-domain.js';
import { CloudonixLoopback } from '../support/carriers/cloudonix-loopback.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { CONFIGS, ORPHANS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { type RegisteredAccount, registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const TRUNKS_PATH = /\/trunks/;
const MAKING = { method: 'POST', path: TRUNKS_PATH };
const RUN_JOB = 'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = $1';
const SECONDS_TO_JOB = `SELECT extract(epoch FROM run_at - now())::float8 AS seconds
  FROM graphile_worker.jobs WHERE key = $1 AND locked_at IS NULL`;
const SETTINGS = { region: 'Global', sip_domain: 'sip.example.com' };

let sandbox: Sandbox;
let app: TestApp;
let key: string;
let api: ApiClient;
let cloudonix: CloudonixLoopback;
let account: CarrierAccount;
let registered: RegisteredAccount;
let trunks: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  const carrier = sandbox.carriers['cloudonix']?.carrier;
  if (!(carrier instanceof CloudonixLoopback)) throw new Error('The sandbox has no Cloudonix');
  cloudonix = carrier;
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

beforeEach(async () => {
  const organization = await app.root.post('/api/v1/organizations', { name: 'Acme' });
  ({ key } = organization.body.api_key);
  api = app.client(key);
  account = openAccount(sandbox, 'cloudonix', 2);
  registered = await registerAccount(api, account);
  trunks = `${CONFIGS}/${registered.configId}/trunks`;
});

afterEach(() => cloudonix.clearFaults());

function add(fields: object = {}): Promise<ApiResponse['body']> {
  return api.post(trunks, { name: 'Main', settings: SETTINGS, ...fields }).then(created);
}

async function shown(id: number): Promise<ApiResponse['body']> {
  return (await api.get(`${trunks}/${id}`)).body;
}

function atCarrier(): CloudonixTrunk[] {
  return cloudonix.trunks(account.id);
}

function orphans(): Promise<{ external_id: string; reason: string; account_id: string }[]> {
  const sql = `SELECT external_id, reason, account_id FROM provider_orphans WHERE kind = 'trunk' AND account_id = $1`;
  return runSql(app.database.url, sql, [account.id]);
}

/** What waits for its time need not wait in a test. */
async function hurryJob(id: number): Promise<void> {
  await runSql(app.database.url, 'UPDATE telephony_trunks SET next_attempt_at = now() WHERE id = $1', [id]);
  await runSql(app.database.url, RUN_JOB, [`sync-trunk:${id}`]);
}

describe('creating a trunk', () => {
  it('stores it, makes it at the carrier and shows both', async () => {
    const answer = await api.post(trunks, { name: 'Main', settings: { ...SETTINGS, region: 'uae' } });
    const trunk = created(answer);
    const [made] = atCarrier();
    expect(atCarrier()).toHaveLength(1);
    expect(made).toMatchObject({
      name: `dialplane-${trunk.id}`,
      direction: 'public-outbound',
      active: true,
      profile: { domain: 'sip.example.com' },
    });
    expect(trunk).toMatchObject({
      telephony_configuration_id: registered.configId,
      name: 'Main',
      settings: { region: 'UAE', sip_domain: 'sip.example.com' },
      is_active: true,
      provider_trunk_id: made?.uuid,
      provider_sync: { ok: true, state: 'in_sync', reason: null, message: expect.stringMatching(/\S/) },
      version: 1,
    });
    expect(answer.headers.get('location')).toMatch(new RegExp(`${trunks}/${trunk.id}$`));
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(await shown(trunk.id)).toEqual(trunk);
    expect((await api.get(trunks)).body).toEqual({ trunks: [trunk], has_more: false, next_cursor: null });
  });

  it('makes nothing at the carrier for an inactive one', async () => {
    const trunk = await add({ is_active: false });
    expect(trunk).toMatchObject({ provider_trunk_id: null, provider_sync: { ok: true, state: 'detached' } });
    expect(atCarrier()).toEqual([]);
  });

  it.each([
    ['a region that does not exist', { ...SETTINGS, region: 'Mars' }, '/settings/region'],
    ['a missing setting', { region: 'Global' }, '/settings/sip_domain'],
    ['an unknown setting', { ...SETTINGS, codec: 'opus' }, '/settings/codec'],
  ])('refuses %s and stores nothing', async (_name, settings, pointer) => {
    const answer = await api.post(trunks, { name: 'Main', settings });
    expectProblem(answer, 'validation_failed');
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect((await api.get(trunks)).body.trunks).toEqual([]);
    expect(atCarrier()).toEqual([]);
  });

  it('refuses a name that differs by case and spaces only', async () => {
    await add({ name: 'Main Line' });
    expectProblem(await api.post(trunks, { name: ' main   LINE ', settings: SETTINGS }), 'trunk_name_taken');
    expect(atCarrier()).toHaveLength(1);
    const other = await registerAccount(api, openAccount(sandbox, 'cloudonix'));
    created(await api.post(`${CONFIGS}/${other.configId}/trunks`, { name: 'Main Line', settings: SETTINGS }));
  });

  it('is refused where the provider has no trunks, and where there is no configuration', async () => {
    const { id } = await createConfig(api);
    const body = { name: 'Main', settings: SETTINGS };
    expectProblem(await api.post(`${CONFIGS}/${id}/trunks`, body), 'trunks_not_supported');
    expect((await api.get(`${CONFIGS}/${id}/trunks`)).body.trunks).toEqual([]);
    expectProblem(await api.post(`${CONFIGS}/987654321/trunks`, body), 'telephony_config_not_found');
    expectProblem(await api.get(`${CONFIGS}/987654321/trunks`), 'telephony_config_not_found');
    const stranger = await app.organization('Rival');
    expectProblem(await stranger.post(trunks, body), 'telephony_config_not_found');
  });
});

describe('a carrier that fails', () => {
  it('leaves the trunk stored and is asked again in the background', async () => {
    cloudonix.fail({ status: 503, match: { path: TRUNKS_PATH } });
    const trunk = await add();
    expect(trunk).toMatchObject({
      provider_trunk_id: null,
      provider_sync: { ok: false, state: 'failed', reason: 'provider_unreachable' },
    });
    cloudonix.clearFaults();
    await hurryJob(trunk.id);
    const healed = await eventually(
      () => shown(trunk.id),
      ({ provider_sync }) => provider_sync.ok,
    );
    expect(healed).toMatchObject({ version: 1, provider_trunk_id: atCarrier()[0]?.uuid });
  });

  it('makes one trunk though its first answer was lost', async () => {
    cloudonix.fail({ status: 500, match: MAKING, afterApplying: true, times: 1 });
    const trunk = await add();
    expect(trunk.provider_sync.ok).toBe(false);
    const again = await api.put(`${trunks}/${trunk.id}`, { name: 'Main' });
    expect(again.body).toMatchObject({ version: 1, provider_sync: { ok: true, state: 'in_sync' } });
    expect(atCarrier()).toHaveLength(1);
    expect(again.body.provider_trunk_id).toBe(atCarrier()[0]?.uuid);
  });

  it('is not asked again by itself when it refuses', async () => {
    cloudonix.fail({ status: 400, match: MAKING, times: 1 });
    const trunk = await add();
    expect(trunk.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'provider_refused' });
    cloudonix.forgetRequests();
    await hurryJob(trunk.id);
    const jobs = (): Promise<object[]> =>
      runSql(app.database.url, 'SELECT 1 FROM graphile_worker.jobs WHERE key = $1', [`sync-trunk:${trunk.id}`]);
    await eventually(jobs, (rows) => rows.length === 0);
    expect(cloudonix.count({ path: TRUNKS_PATH })).toBe(0);
    expect(await shown(trunk.id)).toMatchObject({ provider_sync: { state: 'failed', reason: 'provider_refused' } });
  });

  it('makes one trunk, as it was wanted last, though it is changed while the carrier is asked', async () => {
    const unhook = cloudonix.onRequest({ method: 'POST', path: TRUNKS_PATH }, async () => {
      unhook();
      const [{ id }] = (await api.get(trunks)).body.trunks;
      const changed = await api.patch(`${trunks}/${id}`, { settings: { sip_domain: 'late.example.net' } });
      expect(changed.body).toMatchObject({ version: 2, provider_sync: { ok: false, state: 'pending' } });
    });
    const trunk = await add();
    expect(trunk).toMatchObject({ version: 2, settings: { sip_domain: 'late.example.net' } });
    expect(trunk.provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
    expect(atCarrier()).toEqual([
      expect.objectContaining({
        uuid: trunk.provider_trunk_id,
        profile: expect.objectContaining({ domain: 'late.example.net' }),
      }),
    ]);
  });

  it('is waited for before the trunk or its configuration is deleted', async () => {
    const answers: ApiResponse[] = [];
    const unhook = cloudonix.onRequest(MAKING, async () => {
      unhook();
      const [trunk] = (await api.get(trunks)).body.trunks;
      answers.push(await api.delete(`${trunks}/${trunk.id}?force=true`));
      answers.push(await api.delete(`${CONFIGS}/${registered.configId}`));
    });
    await add();
    expect(answers).toHaveLength(2);
    for (const answer of answers) expectProblem(answer, 'sync_in_progress');
    expect((await api.delete(`${CONFIGS}/${registered.configId}`)).status).toBe(200);
    expect(atCarrier()).toEqual([expect.objectContaining({ active: false })]);
    expect(await orphans()).toEqual([]);
  });

  it('makes one trunk though another replica is told to make it meanwhile', async () => {
    const replica = await TestApp.start({ beside: app, carrierBaseUrls: sandbox.env });
    const other = replica.client(key);
    const unhook = cloudonix.onRequest(MAKING, async () => {
      unhook();
      const [{ id }] = (await other.get(trunks)).body.trunks;
      const changed = await other.patch(`${trunks}/${id}`, { settings: { sip_domain: 'late.example.net' } });
      expect(changed.body).toMatchObject({ version: 2, provider_sync: { ok: false, state: 'pending' } });
    });
    const trunk = await add().finally(() => replica.stop({ keepDatabase: true }));
    expect(trunk).toMatchObject({ version: 2, provider_sync: { state: 'in_sync' } });
    expect(atCarrier()).toEqual([
      expect.objectContaining({
        uuid: trunk.provider_trunk_id,
        profile: expect.objectContaining({ domain: 'late.example.net' }),
      }),
    ]);
  });

  it('is told what is left once the lease of an attempt is over whose process died', async () => {
    const { id } = await add();
    await runSql(
      app.database.url,
      `UPDATE telephony_trunks SET lease_token = gen_random_uuid(), lease_until = now() + interval '1 second' WHERE id = $1`,
      [id],
    );
    const left = await api.patch(`${trunks}/${id}`, { settings: { sip_domain: 'late.example.net' } });
    expect(left.body.provider_sync).toMatchObject({ ok: false, state: 'pending' });
    await eventually(
      () => shown(id),
      ({ provider_sync }) => provider_sync.ok,
    );
    expect(atCarrier()).toEqual([
      expect.objectContaining({ profile: expect.objectContaining({ domain: 'late.example.net' }) }),
    ]);
  });

  it('is not asked before the time that it named, although a job is waiting', async () => {
    cloudonix.rateLimit({ match: MAKING, retryAfterSeconds: 300 });
    const { id, provider_sync } = await add();
    expect(provider_sync).toMatchObject({ state: 'failed', reason: 'provider_rate_limited' });
    cloudonix.clearFaults();
    cloudonix.forgetRequests();
    const waiting = (): Promise<{ seconds: number }[]> =>
      runSql(app.database.url, SECONDS_TO_JOB, [`sync-trunk:${id}`]);
    expect((await waiting())[0]?.seconds).toBeLessThan(61);
    await runSql(app.database.url, RUN_JOB, [`sync-trunk:${id}`]);
    const [job] = await eventually(waiting, (rows) => (rows[0]?.seconds ?? 0) > 61);
    expect(job?.seconds).toBeGreaterThan(200);
    expect(cloudonix.count({ path: TRUNKS_PATH })).toBe(0);
  });

  it('does not keep what was made for a trunk that was deleted when its attempt had taken too long', async () => {
    const unhook = cloudonix.onRequest(MAKING, async () => {
      unhook();
      await runSql(app.database.url, 'UPDATE telephony_trunks SET lease_until = now() WHERE lease_until IS NOT NULL');
      const [trunk] = (await api.get(trunks)).body.trunks;
      expect((await api.delete(`${trunks}/${trunk.id}`)).status).toBe(200);
    });
    expectProblem(await api.post(trunks, { name: 'Main', settings: SETTINGS }), 'trunk_not_found');
    expect(atCarrier()).toEqual([expect.objectContaining({ active: false })]);
    expect(await orphans()).toEqual([]);
  });
});

describe('changing a trunk', () => {
  it('tells the carrier what concerns it, and nothing else', async () => {
    const { id } = await add();
    const [made] = atCarrier();
    cloudonix.forgetRequests();
    expect((await api.put(`${trunks}/${id}`, { name: 'Other' })).body).toMatchObject({ name: 'Other', version: 2 });
    expect((await api.put(`${trunks}/${id}`, { name: 'Other', settings: SETTINGS })).body.version).toBe(2);
    expect(cloudonix.count()).toBe(0);
    const moved = await api.patch(`${trunks}/${id}`, { settings: { sip_domain: 'pbx.example.org' } });
    expect(moved.body).toMatchObject({
      name: 'Other',
      settings: { region: 'Global', sip_domain: 'pbx.example.org' },
      version: 3,
      provider_sync: { state: 'in_sync' },
    });
    expect(atCarrier()).toEqual([
      expect.objectContaining({ uuid: made?.uuid, profile: expect.objectContaining({ domain: 'pbx.example.org' }) }),
    ]);
  });

  it('switches it off and on again by the id that is stored', async () => {
    const { id } = await add();
    const [made] = atCarrier();
    const off = await api.put(`${trunks}/${id}`, { is_active: false });
    expect(off.body).toMatchObject({ is_active: false, provider_sync: { ok: true, state: 'detached' } });
    expect(atCarrier()).toEqual([expect.objectContaining({ uuid: made?.uuid, active: false })]);
    const on = await api.patch(`${trunks}/${id}`, { is_active: true });
    expect(on.body).toMatchObject({ provider_trunk_id: made?.uuid, provider_sync: { state: 'in_sync' } });
    expect(atCarrier()).toEqual([expect.objectContaining({ uuid: made?.uuid, active: true })]);
  });

  it('refuses what is not valid, taken or out of date', async () => {
    const { id } = await add();
    await add({ name: 'Second' });
    const at = `${trunks}/${id}`;
    expectProblem(await api.put(at, { settings: { region: 'Global' } }), 'validation_failed');
    expectProblem(await api.patch(at, { settings: { sip_domain: null } }), 'validation_failed');
    expectProblem(await api.patch(at, { name: null }), 'validation_failed');
    expectProblem(await api.put(at, { name: 'SECOND' }), 'trunk_name_taken');
    const headers = { 'If-Match': '"7"' };
    expectProblem(await api.put(at, { name: 'Third' }, { headers }), 'version_mismatch');
    expectProblem(await api.delete(at, { headers }), 'version_mismatch');
    expectProblem(await api.put(`${trunks}/987654321`, { name: 'Third' }), 'trunk_not_found');
    const stranger = await app.organization('Rival');
    expectProblem(await stranger.get(at), 'trunk_not_found');
    expectProblem(await stranger.delete(at), 'trunk_not_found');
    expect(await shown(id)).toMatchObject({ name: 'Main', version: 1 });
    expect(atCarrier().every(({ active }) => active)).toBe(true);
  });

  it('follows the configuration into another account and records what stays in the former one', async () => {
    const { id } = await add();
    const [left] = atCarrier();
    const next = openAccount(sandbox, 'cloudonix');
    const path = `${CONFIGS}/${registered.configId}?verify_credentials=false`;
    expect((await api.put(path, { config: next.credentials })).status).toBe(200);
    await eventually(
      () => shown(id),
      ({ provider_sync, provider_trunk_id }) => provider_sync.state === 'in_sync' && provider_trunk_id !== left?.uuid,
    );
    expect(cloudonix.trunks(next.id)).toEqual([expect.objectContaining({ name: `dialplane-${id}`, active: true })]);
    expect(await orphans()).toEqual([{ external_id: left?.uuid, reason: 'account_changed', account_id: account.id }]);
  });
});

it('is recorded by its name in the account that its configuration leaves, when its answer was lost there', async () => {
  cloudonix.fail({ status: 500, match: MAKING, afterApplying: true });
  const { id } = await add();
  cloudonix.clearFaults();
  const next = openAccount(sandbox, 'cloudonix');
  const path = `${CONFIGS}/${registered.configId}?verify_credentials=false`;
  expect((await api.put(path, { config: next.credentials })).status).toBe(200);
  expect(await orphans()).toEqual([
    { external_id: `dialplane-${id}`, reason: 'account_changed', account_id: account.id },
  ]);
});

describe('deleting a trunk', () => {
  it('switches it off at the carrier first', async () => {
    const { id } = await add();
    const answer = await api.delete(`${trunks}/${id}`, { headers: { 'If-Match': '"1"' } });
    expect(answer.body).toMatchObject({ message: 'Trunk deleted.', provider_sync: { ok: true, state: 'detached' } });
    expectProblem(await api.get(`${trunks}/${id}`), 'trunk_not_found');
    expect(atCarrier()).toEqual([expect.objectContaining({ active: false })]);
    expect(await orphans()).toEqual([]);
  });

  it.each([
    ['it', (id: number) => `${trunks}/${id}`],
    ['its configuration', () => `${CONFIGS}/${registered.configId}`],
  ])('finds by its name what was made when the answer was lost, and %s is deleted', async (_what, pathOf) => {
    cloudonix.fail({ status: 500, match: MAKING, afterApplying: true });
    const { id, provider_trunk_id } = await add();
    expect({ provider_trunk_id, made: atCarrier().length }).toEqual({ provider_trunk_id: null, made: 1 });
    cloudonix.clearFaults();
    expect((await api.delete(pathOf(id))).status).toBe(200);
    expect(atCarrier()).toEqual([expect.objectContaining({ active: false })]);
    expect(await orphans()).toEqual([]);
  });

  it('records by its name what was made when the answer was lost, and cleans it by that', async () => {
    cloudonix.fail({ status: 500, match: MAKING, afterApplying: true });
    const { id } = await add();
    cloudonix.fail({ status: 503, match: { path: TRUNKS_PATH } });
    expect((await api.delete(`${trunks}/${id}?force=true`)).body.provider_sync).toMatchObject({ state: 'failed' });
    expect(await orphans()).toEqual([
      { external_id: `dialplane-${id}`, reason: 'provider_unreachable', account_id: account.id },
    ]);
    cloudonix.clearFaults();
    expect(atCarrier()).toEqual([expect.objectContaining({ active: true })]);
    const [orphan] = (await api.get(`${ORPHANS}?kind=trunk`)).body.orphans;
    expect((await api.post(`${ORPHANS}/${orphan.id}/clean`)).body).toMatchObject({ result: 'removed' });
    expect(atCarrier()).toEqual([expect.objectContaining({ active: false })]);
    expect(await orphans()).toEqual([]);
  });

  it('leaves a trunk of its name alone that it never asked for', async () => {
    const { id } = await add({ is_active: false });
    cloudonix.addTrunk(account.id, { name: `dialplane-${id}` });
    expect((await api.delete(`${trunks}/${id}`)).body.provider_sync).toMatchObject({ state: 'detached' });
    expect(atCarrier()).toEqual([expect.objectContaining({ active: true })]);
  });

  it('is refused while numbers name it, and the carrier keeps it', async () => {
    const { id } = await add();
    const number = await registered.add(account.addresses[0] ?? '', {
      bound: false,
      fields: { telephony_trunk_id: id },
    });
    cloudonix.forgetRequests();
    for (const query of ['', '?force=true']) {
      const answer = await api.delete(`${trunks}/${id}${query}`);
      expectProblem(answer, 'trunk_in_use');
      expect(answer.body.detail).toMatch(/^1 phone number names/);
    }
    expect(cloudonix.count({ path: TRUNKS_PATH })).toBe(0);
    expect((await shown(id)).provider_sync.state).toBe('in_sync');
    await api.put(`${registered.numbers}/${number.id}`, { clear_trunk: true });
    expect((await api.delete(`${trunks}/${id}`)).status).toBe(200);
  });

  it('is refused when the carrier does not let go, unless it is forced, which leaves an orphan', async () => {
    const { id, provider_trunk_id } = await add();
    cloudonix.fail({ status: 400, match: { method: 'PUT', path: TRUNKS_PATH } });
    expectProblem(await api.delete(`${trunks}/${id}`), 'provider_detach_failed');
    expect(await orphans()).toEqual([]);
    await eventually(
      () => shown(id),
      ({ provider_sync }) => provider_sync.state === 'in_sync',
    );
    const forced = await api.delete(`${trunks}/${id}?force=true`);
    expect(forced.body.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'provider_refused' });
    expectProblem(await api.get(`${trunks}/${id}`), 'trunk_not_found');
    expect(await orphans()).toEqual([
      { external_id: provider_trunk_id, reason: 'provider_refused', account_id: account.id },
    ]);
  });

  it('happens to all of them with their configuration, but not while numbers keep that', async () => {
    const { id } = await add();
    await add({ name: 'Second' });
    const number = await registered.add(account.addresses[0] ?? '', {
      bound: false,
      fields: { telephony_trunk_id: id },
    });
    const config = `${CONFIGS}/${registered.configId}`;
    expectProblem(await api.delete(config), 'config_in_use');
    expect(atCarrier().map(({ active }) => active)).toEqual([true, true]);
    expect((await api.delete(`${registered.numbers}/${number.id}`)).status).toBe(200);
    expect((await api.delete(config)).status).toBe(200);
    expect(atCarrier().map(({ active }) => active)).toEqual([false, false]);
    expect(await orphans()).toEqual([]);
  });
});

describe('the trunk of a number', () => {
  it('is stored, shown, changed and cleared', async () => {
    const first = await add();
    const second = await add({ name: 'Second' });
    const [address = ''] = account.addresses;
    const number = await registered.add(address, { bound: false, fields: { telephony_trunk_id: first.id } });
    expect(number).toMatchObject({ telephony_trunk_id: first.id, version: 1 });
    const at = `${registered.numbers}/${number.id}`;
    const trunkOf = (answer: ApiResponse): number | null => answer.body.telephony_trunk_id;
    expect(trunkOf(await api.put(at, { label: 'Kept' }))).toBe(first.id);
    expect(trunkOf(await api.patch(at, { label: 'Kept too' }))).toBe(first.id);
    expect(trunkOf(await api.put(at, { telephony_trunk_id: second.id }))).toBe(second.id);
    expect(trunkOf(await api.put(at, { clear_trunk: true }))).toBeNull();
    expect(trunkOf(await api.patch(at, { telephony_trunk_id: first.id }))).toBe(first.id);
    expect((await api.get(registered.numbers)).body.phone_numbers[0].telephony_trunk_id).toBe(first.id);
    expect(trunkOf(await api.patch(at, { telephony_trunk_id: null }))).toBeNull();
  });

  it('must be one of the same configuration', async () => {
    const other = await registerAccount(api, openAccount(sandbox, 'cloudonix'));
    const foreign = created(
      await api.post(`${CONFIGS}/${other.configId}/trunks`, { name: 'Theirs', settings: SETTINGS }),
    );
    const [address = '', second = ''] = account.addresses;
    const number = await registered.add(address, { bound: false });
    for (const id of [foreign.id, 987654321]) {
      const body = { telephony_trunk_id: id };
      expectProblem(await api.post(registered.numbers, { address: second, ...body }), 'trunk_not_found');
      expectProblem(await api.put(`${registered.numbers}/${number.id}`, body), 'trunk_not_found');
      expectProblem(await api.patch(`${registered.numbers}/${number.id}`, body), 'trunk_not_found');
    }
    expect((await api.get(registered.numbers)).body.phone_numbers).toHaveLength(1);
  });
});

describe('what is left to set up', () => {
  it('is shown step by step, and its first obstacle in the list', async () => {
    const path = `${CONFIGS}/${registered.configId}`;
    const detail = async (): Promise<ApiResponse['body']> => (await api.get(path)).body;
    const listed = async (): Promise<ApiResponse['body']> =>
      (await api.get(CONFIGS)).body.configurations.find(({ id }: { id: number }) => id === registered.configId);
    const openSteps = ({ setup_checklist }: ApiResponse['body']): string[] =>
      setup_checklist.steps
        .filter((step: { is_done: boolean }) => !step.is_done)
        .map(({ key }: { key: string }) => key);

    const empty = await detail();
    expect(empty).toMatchObject({
      supports_trunks: true,
      trunks: [],
      setup_checklist: { is_ready_for_outbound: false },
    });
    expect(openSteps(empty)).toEqual(['outbound_trunk', 'caller_id', 'inbound_routing']);
    const { uuid } = cloudonix.domain(account.id);
    expect(empty.sip_connectivity.regions).toContainEqual(
      expect.objectContaining({
        region: 'Global',
        inbound_transports: expect.arrayContaining([
          expect.objectContaining({ transport: 'UDP', hostname: `${uuid}.sip.cloudonix.net`, port: 5060 }),
        ]),
      }),
    );
    const blocked = empty.setup_checklist.steps.find(({ key }: { key: string }) => key === 'outbound_trunk');
    expect(await listed()).toMatchObject({
      is_ready_for_outbound: false,
      outbound_blocked_reason: blocked.detail,
      phone_number_count: 0,
    });

    const trunk = await add();
    await registered.add(account.addresses[0] ?? '', { fields: { is_default_caller_id: true } });
    const full = await detail();
    expect(full.trunks).toEqual([trunk]);
    expect(full.setup_checklist.is_ready_for_outbound).toBe(true);
    expect(openSteps(full)).toEqual([]);
    expect(await listed()).toMatchObject({
      is_ready_for_outbound: true,
      outbound_blocked_reason: null,
      phone_number_count: 1,
    });
  });

  it('is nothing for a provider without a checklist', async () => {
    const { id } = await createConfig(api);
    expect((await api.get(`${CONFIGS}/${id}`)).body).toMatchObject({
      supports_trunks: false,
      trunks: [],
      sip_connectivity: null,
      setup_checklist: null,
    });
    const { configurations } = (await api.get(CONFIGS)).body;
    expect(configurations.find((config: { id: number }) => config.id === id)).toMatchObject({
      is_ready_for_outbound: true,
      outbound_blocked_reason: null,
    });
  });
});
