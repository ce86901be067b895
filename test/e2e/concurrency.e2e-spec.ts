import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { PhoneNumberSyncStore } from '../../src/telephony/sync/phone-number-sync.store.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount, PROVIDERS, unusedAddress } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS } from '../support/paths.js';
import type { RegisteredAccount } from '../support/registered-account.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const TAKEN = 'This number is already registered for this account by another organization.';

let sandbox: Sandbox;
let here: TestApp;
/** Another instance on the same database. */
let there: TestApp;

beforeAll(async () => {
  sandbox = await startSandbox();
  here = await TestApp.start({ carrierBaseUrls: sandbox.env });
  there = await TestApp.start({ carrierBaseUrls: sandbox.env, beside: here });
});

afterAll(async () => {
  await there.stop({ keepDatabase: true });
  await here.stop();
  await sandbox.close();
});

/** A new tenant, through either instance. */
async function tenant(name: string): Promise<{ here: ApiClient; there: ApiClient }> {
  const created = await here.root.post('/api/v1/organizations', { name });
  const { key } = created.body.api_key;
  return { here: here.client(key), there: there.client(key) };
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[String(keyOf(item))] = (counts[String(keyOf(item))] ?? 0) + 1;
  return counts;
}

/** One of the two has it, the other learns that it is taken, and nothing else. */
function expectOneWinner(pair: readonly ApiResponse[]): void {
  expect(pair.map(({ status }) => status).sort()).toEqual([201, 409]);
  const loser = pair.find(({ status }) => status === 409);
  expect(loser?.body).toMatchObject({ code: 'phone_number_taken', detail: TAKEN });
}

describe('two organizations that register the same number at the same time', () => {
  it('never both have it: 200 pairs, unchecked, on two instances', async () => {
    const account = openAccount(sandbox, 'twilio');
    const [one, two] = [await tenant('Organization One'), await tenant('Organization Two')];
    const mine = await registerAccount(one.here, account);
    const theirs = await registerAccount(two.here, account);
    const addresses = Array.from({ length: 200 }, unusedAddress);
    const pairs = await Promise.all(
      addresses.map((address) =>
        Promise.all([
          one.here.post(`${mine.numbers}?skip_ownership_check=true`, { address }),
          two.there.post(`${theirs.numbers}?skip_ownership_check=true`, { address }),
        ]),
      ),
    );
    pairs.forEach(expectOneWinner);
    const rows = await runSql<{ numbers: number }>(
      here.database.url,
      'SELECT count(*)::int AS numbers FROM phone_numbers WHERE account_id = $1',
      [account.id],
    );
    expect(rows).toEqual([{ numbers: 200 }]);
  });

  it.each(PROVIDERS)('never both have it, and the carrier is told once: checked and bound, on %s', async (provider) => {
    const account = openAccount(sandbox, provider, 12);
    const [one, two] = [await tenant('Organization One'), await tenant('Organization Two')];
    const mine = await registerAccount(one.here, account);
    const theirs = await registerAccount(two.there, account);
    account.carrier.forgetRequests();
    const register = (api: ApiClient, { numbers, workflowId }: RegisteredAccount, address: string) =>
      api.post(`${numbers}?confirm_shared=true`, { address, inbound_workflow_id: workflowId });
    const pairs = await Promise.all(
      account.addresses.map((address) =>
        Promise.all([register(one.here, mine, address), register(two.there, theirs, address)]),
      ),
    );
    pairs.forEach(expectOneWinner);
    const answerUrl = `https://calls.example.com/api/v1/telephony/inbound/${provider}`;
    expect(countBy(account.addresses, (address) => account.carrier.whoAnswers(address).url)).toEqual({
      [answerUrl]: account.addresses.length,
    });
    const numberWrite = { method: 'POST', path: /IncomingPhoneNumbers\/|\/Number\/|\/number\/update/ };
    expect(account.carrier.count(numberWrite)).toBe(account.addresses.length);
  });

  it('nor does one organization have it twice, and it learns where it is', async () => {
    const account = openAccount(sandbox, 'twilio');
    const one = await tenant('Organization One');
    const first = await registerAccount(one.here, account);
    const second = await registerAccount(one.here, account);
    const [address = ''] = account.addresses;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? one.here : one.there).post((n % 4 < 2 ? first : second).numbers, { address }),
      ),
    );
    expect(countBy(answers, ({ status }) => status)).toEqual({ 201: 1, 409: 19 });
    const winner = answers.find(({ status }) => status === 201)?.body.telephony_configuration_id;
    const { name } = (await one.here.get(`${CONFIGS}/${winner}`)).body;
    for (const { body, status } of answers) if (status === 409) expect(body.detail).toContain(`"${name}"`);
  });
});

describe('defaults that are switched at the same time', () => {
  it('end as one default caller id of a configuration', async () => {
    const account = openAccount(sandbox, 'twilio');
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    const ids: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const query = '?skip_ownership_check=true';
      ids.push((await registered.add(unusedAddress(), { bound: false, query })).id);
    }
    const switches = Array.from({ length: 50 }, (_, n) =>
      (n % 2 ? one.here : one.there).post(`${registered.numbers}/${ids[n % ids.length]}/set-default-caller`),
    );
    // Beside them, numbers that are registered as the default, edited and deleted.
    const edits = ids.map((id, n) => one.here.put(`${registered.numbers}/${id}`, { label: `Number ${n}` }));
    const registrations = Array.from({ length: 5 }, () =>
      one.there.post(`${registered.numbers}?skip_ownership_check=true`, {
        address: unusedAddress(),
        is_default_caller_id: true,
      }),
    );
    const removal = one.there.delete(`${registered.numbers}/${ids[0]}`);
    expect(countBy(await Promise.all(edits), ({ status }) => status)).not.toHaveProperty('500');
    expect(countBy(await Promise.all(registrations), ({ status }) => status)).toEqual({ 201: 5 });
    expect((await removal).status).toBe(200);
    const statuses = countBy(await Promise.all(switches), ({ status }) => status);
    expect(Object.keys(statuses).filter((status) => status !== '200' && status !== '404')).toEqual([]);
    expect(statuses['200']).toBeGreaterThanOrEqual(45);
    const last = await one.here.post(`${registered.numbers}/${ids[3]}/set-default-caller`);
    expect(last.status).toBe(200);
    const { phone_numbers: numbers } = (await one.here.get(registered.numbers)).body;
    expect(numbers.filter((number: ApiResponse['body']) => number.is_default_caller_id)).toMatchObject([
      { id: ids[3] },
    ]);
  });

  it('end as one default configuration of an organization', async () => {
    const one = await tenant('Organization One');
    const other = await tenant('Organization Two');
    const untouched = await createConfig(other.here, { is_default_outbound: true });
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await createConfig(one.here)).id);
    const switches = Array.from({ length: 50 }, (_, n) =>
      (n % 2 ? one.here : one.there).post(`${CONFIGS}/${ids[n % ids.length]}/set-default-outbound`),
    );
    const creations = Array.from({ length: 5 }, () => createConfig(one.there, { is_default_outbound: true }));
    const edits = ids.map((id, n) => one.here.put(`${CONFIGS}/${id}`, { name: `Renamed ${n}` }));
    expect(countBy(await Promise.all(switches), ({ status }) => status)).toEqual({ 200: 50 });
    expect(countBy(await Promise.all(edits), ({ status }) => status)).toEqual({ 200: 5 });
    await Promise.all(creations);
    const { configurations } = (await one.here.get(CONFIGS)).body;
    expect(configurations).toHaveLength(10);
    expect(configurations.filter((config: ApiResponse['body']) => config.is_default_outbound)).toHaveLength(1);
    expect((await other.here.get(`${CONFIGS}/${untouched.id}`)).body.is_default_outbound).toBe(true);
  });
});

describe('one number that is changed from many sides', () => {
  it.each(PROVIDERS)('ends at %s as it was wanted last', async (provider) => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    const { id } = await registered.add(address, { bound: false });
    const path = `${registered.numbers}/${id}`;
    const other = await createWorkflow(one.here, { name: 'Other' });
    for (const end of ['bound', 'unbound']) {
      // Slow enough that changes meet in the middle of a sync.
      account.carrier.delay(3);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => {
          const api = n % 2 ? one.here : one.there;
          if (n % 5 === 0) return api.post(`${path}/sync`);
          const bind = { inbound_workflow_id: n % 3 ? registered.workflowId : other.id };
          return n % 4 < 2 ? api.put(path, bind) : api.put(path, { clear_inbound_workflow: true });
        }),
      );
      const statuses = countBy(answers, ({ status }) => status);
      expect(Object.keys(statuses).filter((status) => status !== '200' && status !== '409')).toEqual([]);
      const last =
        end === 'bound'
          ? await one.here.put(path, { inbound_workflow_id: other.id })
          : await one.there.put(path, { clear_inbound_workflow: true });
      expect(last.status).toBe(200);
      const settled = await eventually(
        async () => (await one.here.get(path)).body,
        ({ provider_sync: { state } }) => state !== 'pending',
      );
      account.carrier.clearFaults();
      expect(settled.inbound_workflow_id).toBe(end === 'bound' ? other.id : null);
      if (end === 'bound') {
        expect(settled.provider_sync).toMatchObject({ ok: true, state: 'in_sync' });
        expect(account.carrier.whoAnswers(address).url).toContain('https://calls.example.com/');
      } else {
        expect(settled.provider_sync.ok).toBe(true);
        expect(account.record(address)).toEqual(before);
      }
    }
  });

  it('is left in no man’s land neither by a burst of switches nor by what is sent in the middle of it', async () => {
    const account = openAccount(sandbox, 'twilio');
    const [address = ''] = account.addresses;
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    const { id } = await registered.add(address, { bound: false });
    const path = `${registered.numbers}/${id}`;
    let isBound = false;
    const flip = (api: ApiClient): Promise<ApiResponse> => {
      isBound = !isBound;
      return api.put(path, isBound ? { inbound_workflow_id: registered.workflowId } : { clear_inbound_workflow: true });
    };
    // Each write of ours to the carrier is overtaken by another change of mind, more often than an attempt is repeated.
    let flips = 0;
    const stop = sandbox.twilio.onRequest({ path: /IncomingPhoneNumbers/ }, async () => {
      flips += 1;
      if (flips <= 13) await flip(one.there);
    });
    await flip(one.here);
    const settled = await eventually(
      async () => (await one.here.get(path)).body,
      ({ provider_sync: { state } }) => state !== 'pending',
      10_000,
    );
    stop();
    expect(flips).toBeGreaterThan(13);
    expect(settled.inbound_workflow_id).toBe(isBound ? registered.workflowId : null);
    expect(settled.provider_sync).toMatchObject({ ok: true });
    expect(account.carrier.whoAnswers(address).kind).toBe(isBound ? 'url' : 'none');
  });

  it('is not claimed with the revision of a change and the binding before it', async () => {
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, openAccount(sandbox, 'twilio'));
    const query = '?skip_ownership_check=true';
    const { id } = await registered.add(unusedAddress(), { bound: false, query });
    const store = here.app.get(PhoneNumberSyncStore, { strict: false });
    const token = randomUUID();
    const before = await store.claim(id, token);
    const change = new Client(here.database.url);
    await change.connect();
    await change.query('BEGIN');
    await change.query('UPDATE phone_numbers SET inbound_workflow_id = $2 WHERE id = $1', [id, registered.workflowId]);
    await change.query(
      'UPDATE phone_number_syncs SET wanted_revision = wanted_revision + 1 WHERE phone_number_id = $1',
      [id],
    );
    const claiming = store.claim(id, token);
    // The claim waits for the row now.
    await sleep(100);
    await change.query('COMMIT');
    await change.end();
    expect(before).toMatchObject({ isBound: false });
    expect(await claiming).toMatchObject({ isBound: true, wantedRevision: (before?.wantedRevision ?? 0) + 1 });
    await store.release(id, token);
  });

  it.each(PROVIDERS)('and deleted meanwhile is gone, and %s does again what it did before', async (provider) => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    const { id } = await registered.add(address);
    const path = `${registered.numbers}/${id}`;
    account.carrier.delay(3);
    const deletions = [];
    const others = [];
    for (let n = 0; n < 12; n += 1) {
      const api = n % 2 ? one.here : one.there;
      others.push(
        api.put(path, n % 4 ? { clear_inbound_workflow: true } : { inbound_workflow_id: registered.workflowId }),
      );
      if (n % 3 === 2) deletions.push(api.delete(path));
    }
    const statuses = countBy(
      [...(await Promise.all(others)), ...(await Promise.all(deletions))],
      ({ status }) => status,
    );
    expect(Object.keys(statuses).filter((status) => !['200', '404', '409', '502'].includes(status))).toEqual([]);
    await eventually(
      () => one.here.delete(path),
      ({ status }) => status === 200 || status === 404,
    );
    account.carrier.clearFaults();
    expect((await one.here.get(path)).status).toBe(404);
    expect(account.record(address)).toEqual(before);
  });
});

describe('several numbers of one application', () => {
  it.each(['plivo', 'vonage'] as const)(
    'that are bound and deleted at the same time give it back on %s',
    async (provider) => {
      const account = openAccount(sandbox, provider, 8);
      const one = await tenant('Organization One');
      const { plivo, vonage } = sandbox;
      const named =
        provider === 'plivo' && plivo.addApplication(account.id, { app_name: 'n', answer_url: 'https://x.example/' });
      const applicationId = named ? named.app_id : (account.applicationId ?? '');
      const application = (): object =>
        provider === 'plivo'
          ? plivo.application(account.id, applicationId)
          : vonage.application(account.id, applicationId);
      const before = { application: application(), numbers: account.addresses.map(account.record) };
      const registered = await registerAccount(one.here, account, { application_id: applicationId });
      const added = await Promise.all(account.addresses.map((address) => registered.add(address)));
      expect(countBy(added, ({ provider_sync: { state } }) => state)).toEqual({ in_sync: 8 });
      const deleted = await Promise.all(
        added.map(({ id }, n) => (n % 2 ? one.here : one.there).delete(`${registered.numbers}/${id}`)),
      );
      expect(countBy(deleted, ({ status }) => status)).toEqual({ 200: 8 });
      expect({ application: application(), numbers: account.addresses.map(account.record) }).toEqual(before);
    },
  );

  it('that leave at the same time, each while the other is still there, give it back', async () => {
    const account = openAccount(sandbox, 'vonage', 2);
    const application = (): object => sandbox.vonage.application(account.id, account.applicationId ?? '');
    const before = application();
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    const [first, second] = [await registered.add(account.addresses[0]!), await registered.add(account.addresses[1]!)];
    // Keeps the row of the first one from going when everything else of its removal is done.
    const holder = new Client(here.database.url);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM phone_numbers WHERE id = $1 FOR KEY SHARE', [first.id]);
    const deletion = one.here.delete(`${registered.numbers}/${first.id}`);
    await eventually(
      () =>
        runSql(here.database.url, `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1`, [
          here.database.name,
        ]),
      ({ length }) => length === 1,
    );
    expect((await one.there.delete(`${registered.numbers}/${second.id}`)).status).toBe(200);
    expect(application()).not.toEqual(before);
    await holder.query('COMMIT');
    await holder.end();
    expect((await deletion).status).toBe(200);
    expect(application()).toEqual(before);
  });

  it('that are the first of a Plivo configuration share one that is made for it, on two instances', async () => {
    const account = openAccount(sandbox, 'plivo', 10);
    const one = await tenant('Organization One');
    const registered = await registerAccount(one.here, account);
    account.carrier.delay(5);
    const added = await Promise.all(
      account.addresses.map((address, n) =>
        (n % 2 ? one.here : one.there).post(registered.numbers, {
          address,
          inbound_workflow_id: registered.workflowId,
        }),
      ),
    );
    account.carrier.clearFaults();
    expect(countBy(added, ({ body }) => body.provider_sync?.state)).toEqual({ in_sync: 10 });
    expect(sandbox.plivo.applications(account.id)).toHaveLength(1);
    const deleted = await one.here.delete(`${CONFIGS}/${registered.configId}?force=true`);
    expect(await endOfAccepted(one.there, deleted)).toMatchObject({ state: 'succeeded', succeeded: 10 });
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
  });
});
