import { createApiKey } from '../factories/api-key.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import { openAccount, PROVIDERS, unusedAddress } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted } from '../support/job.js';
import { CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const IN_SYNC = { ok: true, state: 'in_sync', reason: null };
const DETACHED = { ok: true, state: 'detached', reason: null };

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
  for (const provider of PROVIDERS) sandbox[provider].clearFaults();
});

const OUR_PREFIX = 'https://calls.example.com/api/v1/telephony/';

/** Who answers a call to the number: us, or the party that the carrier would ask. */
function answers(account: CarrierAccount, address: string): 'us' | object {
  const party = account.carrier.whoAnswers(address);
  const isUs =
    party.url === `${OUR_PREFIX}inbound/${account.provider}` &&
    party.method === 'POST' &&
    party.fallbackUrl === `${OUR_PREFIX}inbound/fallback`;
  return isUs ? 'us' : party;
}

/** How many requests the work makes at the carrier, by method. */
async function requestsOf(account: CarrierAccount, work: () => Promise<unknown>): Promise<string[]> {
  account.carrier.forgetRequests();
  await work();
  return account.carrier.requests.map(({ method, path }) => `${method} ${path}`);
}

describe.each(PROVIDERS)('a %s number', (provider) => {
  it('that the account does not own is refused, and nothing is stored', async () => {
    const account = openAccount(sandbox, provider);
    const registered = await registerAccount(api, account);
    for (const binding of [{}, { inbound_workflow_id: registered.workflowId }]) {
      const refused = await api.post(registered.numbers, { address: unusedAddress(), ...binding });
      expectProblem(refused, 'not_owned_at_provider');
      expect(refused.body.detail).toContain(account.displayName);
      expect(refused.body.detail).not.toContain(account.id);
    }
    expect((await api.get(registered.numbers)).body.phone_numbers).toEqual([]);
    const rows = await runSql(app.database.url, 'SELECT 1 FROM phone_numbers WHERE telephony_configuration_id = $1', [
      registered.configId,
    ]);
    expect(rows).toEqual([]);
    expect(account.carrier.count({ method: /^(POST|PUT|DELETE)$/ })).toBe(0);
  });

  it('is left as it is at the carrier while no workflow is bound', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address, { bound: false });
    expect(number.provider_sync).toMatchObject({ ok: true, state: 'not_applicable', reason: null });
    const deleted = await api.delete(`${registered.numbers}/${number.id}`);
    expect(deleted.status).toBe(200);
    expect(account.record(address)).toEqual(before);
    expect(account.carrier.requests.filter(({ body }) => body.includes('calls.example.com'))).toEqual([]);
  });

  it('keeps the carrier out of edits that do not bind or unbind it', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    const path = `${registered.numbers}/${number.id}`;
    const other = await createWorkflow(api, { name: 'Other agent' });
    const edits: [string, () => Promise<ApiResponse>, object][] = [
      ['label', () => api.put(path, { label: 'Front desk' }), { label: 'Front desk' }],
      ['label by PATCH', () => api.patch(path, { label: null }), { label: null }],
      ['is_active off', () => api.put(path, { is_active: false }), { is_active: false }],
      ['is_active on', () => api.patch(path, { is_active: true }), { is_active: true }],
      ['metadata', () => api.patch(path, { extra_metadata: { team: 'a' } }), { extra_metadata: { team: 'a' } }],
      ['the same workflow', () => api.put(path, { inbound_workflow_id: registered.workflowId }), {}],
      [
        'another workflow',
        () => api.put(path, { inbound_workflow_id: other.id }),
        { inbound_workflow_id: other.id, inbound_workflow_name: 'Other agent' },
      ],
      [
        'another workflow by PATCH',
        () => api.patch(path, { inbound_workflow_id: registered.workflowId }),
        { inbound_workflow_id: registered.workflowId },
      ],
      ['default caller', () => api.post(`${path}/set-default-caller`), { is_default_caller_id: true }],
      ['a read', () => api.get(path), {}],
    ];
    for (const [name, edit, shown] of edits) {
      let answer: ApiResponse | undefined;
      expect({ name, requests: await requestsOf(account, async () => (answer = await edit())) }).toEqual({
        name,
        requests: [],
      });
      expect(answer).toMatchObject({ status: 200, body: { ...shown, provider_sync: IN_SYNC } });
    }
    expect(answers(account, address)).toBe('us');
  });

  it('is bound and released by PUT, by PATCH and by the clear flag', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const before = account.record(address);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address, { bound: false });
    const path = `${registered.numbers}/${number.id}`;
    const bind = { inbound_workflow_id: registered.workflowId };
    for (const [bound, released] of [
      [() => api.put(path, bind), () => api.put(path, { clear_inbound_workflow: true })],
      [() => api.patch(path, bind), () => api.patch(path, { inbound_workflow_id: null })],
    ] as const) {
      expect(await bound()).toMatchObject({ status: 200, body: { ...bind, provider_sync: IN_SYNC } });
      expect(answers(account, address)).toBe('us');
      expect(await released()).toMatchObject({
        status: 200,
        body: { inbound_workflow_id: null, inbound_workflow_name: null, provider_sync: DETACHED },
      });
      expect(account.record(address)).toEqual(before);
    }
  });

  it('is repaired by a sync, and a change that somebody made is its former state from then on', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const before = account.record(address);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    const ours = account.record(address);
    account.sendElsewhere(address);
    const theirs = changes(ours, account.record(address));
    expect(answers(account, address)).not.toBe('us');

    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced).toMatchObject({ status: 200, body: { provider_sync: IN_SYNC } });
    expect(answers(account, address)).toBe('us');
    const writes = await requestsOf(account, () => api.post(`${registered.numbers}/${number.id}/sync`));
    expect(writes.filter((request) => !request.startsWith('GET'))).toEqual([]);

    const released = await api.put(`${registered.numbers}/${number.id}`, { clear_inbound_workflow: true });
    expect(released.body.provider_sync).toMatchObject(DETACHED);
    expect(account.record(address)).toEqual({ ...before, ...theirs });
  });

  it('is left as it is on release when somebody has changed it since', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    account.sendElsewhere(address);
    const { fallbackUrl: _ours, ...answering } = account.carrier.whoAnswers(address);
    const deleted = await api.delete(`${registered.numbers}/${number.id}`);
    expect(deleted).toMatchObject({
      status: 200,
      body: { provider_sync: { ok: true, state: 'detached', reason: 'changed_at_provider' } },
    });
    expect(deleted.body.provider_sync.message).toMatch(/stays as it is/);
    expect(account.carrier.whoAnswers(address)).toMatchObject(answering);
    expect(JSON.stringify(account.record(address))).not.toContain('calls.example.com');
  });

  it('needs the scope admin to be registered unasked, and is then stored as not checked', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const writer = app.client((await createApiKey(api, ['read', 'write'])).key);
    const body = { address, inbound_workflow_id: registered.workflowId };
    const path = `${registered.numbers}?skip_ownership_check=true`;
    expectProblem(await writer.post(path, body), 'insufficient_scope');
    expect((await api.get(registered.numbers)).body.phone_numbers).toEqual([]);

    const requests = await requestsOf(account, async () => {
      const stored = await api.post(path, body);
      expect(stored).toMatchObject({
        status: 201,
        body: { ...body, provider_sync: { ok: false, state: 'failed', reason: 'ownership_not_checked' } },
      });
    });
    expect(requests).toEqual([]);
    const [stored] = (await api.get(`${registered.numbers}?sync_state=failed`)).body.phone_numbers;
    const synced = await writer.post(`${registered.numbers}/${stored.id}/sync`);
    expect(synced).toMatchObject({ status: 200, body: { provider_sync: IN_SYNC } });
    expect(answers(account, address)).toBe('us');
  });

  it('that was ported away while it was bound is said to be not owned, and can be deleted', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    account.remove(address);
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced).toMatchObject({
      status: 200,
      body: { provider_sync: { ok: false, state: 'failed', reason: 'not_owned_at_provider' } },
    });
    expect(synced.body.provider_sync.message).toContain(account.displayName);
    expect((await api.get(`${registered.numbers}/${number.id}`)).body.provider_sync.reason).toBe(
      'not_owned_at_provider',
    );
    expect((await api.delete(`${registered.numbers}/${number.id}`)).status).toBe(200);
    expectProblem(await api.get(`${registered.numbers}/${number.id}`), 'phone_number_not_found');
  });

  it('stays when the carrier refuses to let go, unless it is deleted by force, which is recorded', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    account.sendElsewhere(address);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    const path = `${registered.numbers}/${number.id}`;
    account.carrier.fail({ status: 401, match: { method: /^(POST|PUT)$/ } });

    const refused = await api.delete(path);
    expectProblem(refused, 'provider_detach_failed');
    expect(refused.body.detail).toContain('force=true');
    expect(await api.get(path)).toMatchObject({
      status: 200,
      body: {
        inbound_workflow_id: registered.workflowId,
        provider_sync: { ok: false, state: 'failed', reason: 'provider_unauthorized' },
      },
    });

    const forced = await api.delete(`${path}?force=true`);
    expect(forced).toMatchObject({
      status: 200,
      body: { provider_sync: { ok: false, state: 'failed', reason: 'provider_unauthorized' } },
    });
    expectProblem(await api.get(path), 'phone_number_not_found');
    const orphans = await runSql<{ kind: string; reason: string; saved_settings: object }>(
      app.database.url,
      'SELECT kind, reason, saved_settings FROM provider_orphans WHERE account_id = $1 AND external_id = $2',
      [account.id, address],
    );
    expect(orphans).toMatchObject([{ kind: 'phone_number', reason: 'provider_unauthorized' }]);
    expect(Object.values(orphans[0]?.saved_settings ?? {})).toContainEqual(expect.any(String));
  });

  it('is called failed when the carrier accepts the write and does something else', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const stop = account.carrier.onAnswer(({ method, path }) => {
      if (method === 'POST' && /Number|number/.test(path)) account.sendElsewhere(address);
    });
    const number = await registered.add(address);
    stop();
    expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'write_not_effective' });
    expect(number.provider_sync.message).toContain(account.displayName);
  });

  it('follows repaired credentials in the background', async () => {
    const account = openAccount(sandbox, provider);
    const [address = ''] = account.addresses;
    const secretField = provider === 'vonage' ? 'api_secret' : 'auth_token';
    const registered = await registerAccount(api, account, { [secretField]: 'not-the-right-secret' });
    expectProblem(await api.post(registered.numbers, { address }), 'provider_unauthorized');
    const number = await registered.add(address, { query: '?skip_ownership_check=true' });
    const path = `${registered.numbers}/${number.id}`;
    expect((await api.post(`${path}/sync`)).body.provider_sync).toMatchObject({ reason: 'provider_unauthorized' });

    const config = { [secretField]: account.credentials[secretField] };
    expect((await api.put(`${CONFIGS}/${registered.configId}`, { config })).status).toBe(200);
    await eventually(
      async () => (await api.get(path)).body.provider_sync,
      ({ state }) => state === 'in_sync',
    );
    expect(answers(account, address)).toBe('us');
  });
});

/** The members of `after` that `before` has otherwise. */
function changes(before: object, after: object): object {
  const former = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => former.get(name) !== value));
}

describe('without PUBLIC_BASE_URL', () => {
  it.each(PROVIDERS)('a %s number is stored and said not to ring, and the carrier is left alone', async (provider) => {
    const closed = await TestApp.start({ carrierBaseUrls: sandbox.env, publicBaseUrl: null });
    try {
      const tenant = await closed.organization();
      const account = openAccount(sandbox, provider);
      const [address = ''] = account.addresses;
      const before = account.record(address);
      const registered = await registerAccount(tenant, account);
      account.carrier.forgetRequests();
      const number = await registered.add(address);
      expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'public_base_url_missing' });
      expect(number.provider_sync.message).toContain('PUBLIC_BASE_URL');
      expect(account.carrier.counters.writes).toBe(0);
      const path = `${registered.numbers}/${number.id}`;
      const unbound = await tenant.put(path, { clear_inbound_workflow: true });
      expect(unbound.body.provider_sync).toMatchObject({ ok: true, state: 'not_applicable' });
      expect((await tenant.delete(path)).status).toBe(200);
      expect(account.record(address)).toEqual(before);
    } finally {
      await closed.stop();
    }
  });
});

describe('a Twilio number with a setting that takes precedence', () => {
  it.each([
    ['a trunk', () => ({ trunk_sid: sandbox.twilio.addTrunk(trunkAccount.id, 'call centre') })],
    [
      'an application',
      () => ({
        voice_application_sid: sandbox.twilio.addApplication(trunkAccount.id, {
          friendly_name: 'switchboard',
          voice_url: 'https://switchboard.example.net/voice',
        }).sid,
      }),
    ],
    [
      'an application and a URL behind it',
      () => ({
        voice_url: 'https://behind.example.net/voice',
        voice_method: 'GET',
        voice_fallback_url: 'https://behind.example.net/down',
        voice_application_sid: sandbox.twilio.addApplication(trunkAccount.id, { friendly_name: 'other' }).sid,
      }),
    ],
  ])('has %s saved, cleared and given back', async (_name, settings) => {
    trunkAccount = openAccount(sandbox, 'twilio');
    const account = trunkAccount;
    const [address = ''] = account.addresses;
    sandbox.twilio.editNumber(address, settings());
    const before = account.record(address);
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject(IN_SYNC);
    expect(answers(account, address)).toBe('us');
    expect(sandbox.twilio.number(address)).toMatchObject({ trunk_sid: null, voice_application_sid: '' });
    const unbound = await api.put(`${registered.numbers}/${number.id}`, { clear_inbound_workflow: true });
    expect(unbound.body.provider_sync).toMatchObject(DETACHED);
    expect(account.record(address)).toEqual(before);
  });

  let trunkAccount: CarrierAccount;
});

describe('the application that is made for a Plivo configuration', () => {
  const CREATION = { method: 'POST', path: /\/Application\/$/ };

  it('is one for all numbers, has the name of the configuration, and goes with it', async () => {
    const account = openAccount(sandbox, 'plivo', 2);
    const [first = '', second = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    await registered.add(first);
    await registered.add(second);
    const applications = sandbox.plivo.applications(account.id);
    expect(applications).toMatchObject([{ app_name: `dialplane-${registered.configId}` }]);
    expect([answers(account, first), answers(account, second)]).toEqual(['us', 'us']);
    const config = await api.get(`${CONFIGS}/${registered.configId}`);
    expect(config.body.credentials.application_id).toBe(applications[0]?.app_id);

    expectProblem(await api.delete(`${CONFIGS}/${registered.configId}`), 'config_in_use');
    const deleted = await api.delete(`${CONFIGS}/${registered.configId}?force=true`);
    expect(await endOfAccepted(api, deleted)).toMatchObject({ state: 'succeeded', succeeded: 2, total: 2 });
    expect(sandbox.plivo.applications(account.id)).toEqual([]);
    expect([account.record(first), account.record(second)]).toMatchObject([{ appId: null }, { appId: null }]);
  });

  it.each([
    ['an error', () => sandbox.plivo.fail({ status: 500, match: CREATION, times: 1, afterApplying: true })],
    ['a broken connection', () => sandbox.plivo.resetMidBody({ match: CREATION, times: 1 })],
    ['half an answer', () => sandbox.plivo.malformedJson({ match: CREATION, times: 1 })],
  ])('is still one when its creation was answered with %s', async (_name, lose) => {
    const account = openAccount(sandbox, 'plivo', 2);
    const [first = '', second = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    lose();
    const number = await registered.add(first);
    expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed' });
    expect(sandbox.plivo.applications(account.id)).toHaveLength(1);
    await registered.add(second);
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced.body.provider_sync).toMatchObject(IN_SYNC);
    expect(sandbox.plivo.applications(account.id)).toHaveLength(1);
    expect([answers(account, first), answers(account, second)]).toEqual(['us', 'us']);
  });

  it('is one when the first numbers are registered at the same time', async () => {
    const account = openAccount(sandbox, 'plivo', 5);
    const registered = await registerAccount(api, account);
    const numbers = await Promise.all(account.addresses.map((address) => registered.add(address)));
    expect(numbers.map(({ provider_sync: { state } }) => state)).toEqual(numbers.map(() => 'in_sync'));
    expect(sandbox.plivo.applications(account.id)).toHaveLength(1);
    expect(account.addresses.map((address) => answers(account, address))).toEqual(numbers.map(() => 'us'));
  });

  it('is recorded as left behind when the carrier does not delete it', async () => {
    const account = openAccount(sandbox, 'plivo');
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    await registered.add(address);
    const [application] = sandbox.plivo.applications(account.id);
    sandbox.plivo.fail({ status: 403, match: { method: 'DELETE' } });
    const deleted = await api.delete(`${CONFIGS}/${registered.configId}?force=true`);
    expect((await endOfAccepted(api, deleted)).state).toBe('succeeded');
    const orphans = await runSql(
      app.database.url,
      'SELECT kind, external_id, reason FROM provider_orphans WHERE account_id = $1',
      [account.id],
    );
    expect(orphans).toEqual([{ kind: 'application', external_id: application?.app_id, reason: 'remove_failed' }]);
  });

  it('is made again when somebody deleted it at the carrier', async () => {
    const account = openAccount(sandbox, 'plivo');
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    const [application] = sandbox.plivo.applications(account.id);
    await fetch(`${sandbox.plivo.baseUrl}/v1/Account/${account.id}/Application/${application?.app_id}/`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${btoa(`${account.id}:${account.credentials['auth_token']}`)}` },
    });
    const synced = await api.post(`${registered.numbers}/${number.id}/sync`);
    expect(synced.body.provider_sync).toMatchObject({ ok: false, reason: 'application_not_found' });
    const config = { application_id: null };
    expect((await api.patch(`${CONFIGS}/${registered.configId}`, { config })).status).toBe(200);
    await eventually(
      async () => (await api.get(`${registered.numbers}/${number.id}`)).body.provider_sync,
      ({ state }) => state === 'in_sync',
    );
    expect(answers(account, address)).toBe('us');
  });
});

describe('a Vonage number', () => {
  it('keeps its SMS settings, and its application everything that is not voice', async () => {
    const account = openAccount(sandbox, 'vonage');
    const [address = ''] = account.addresses;
    const applicationId = account.applicationId ?? '';
    const messages = {
      version: 'v1',
      webhooks: { inbound_url: { address: 'https://sms.example.net/in', http_method: 'POST' } },
    };
    sandbox.vonage.editApplication(account.id, applicationId, {
      improveAi: true,
      capabilities: { messages, voice: { region: 'eu-west', conversations_ttl: 12, signed_callbacks: false } },
    });
    sandbox.vonage.editNumber(address, (number) => ({
      ...number,
      messagesCallbackType: 'app',
      messagesCallbackValue: applicationId,
    }));
    const before = {
      number: account.record(address),
      application: sandbox.vonage.application(account.id, applicationId),
    };
    const registered = await registerAccount(api, account);
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject(IN_SYNC);
    expect(account.record(address)).toEqual({ ...before.number, app_id: applicationId });
    const application = sandbox.vonage.application(account.id, applicationId);
    expect(application).toMatchObject({
      name: before.application.name,
      publicKey: before.application.publicKey,
      improveAi: true,
      capabilities: { messages, voice: { region: 'eu-west', conversations_ttl: 12, signed_callbacks: true } },
    });
    expect((await api.delete(`${registered.numbers}/${number.id}`)).status).toBe(200);
    expect({
      number: account.record(address),
      application: sandbox.vonage.application(account.id, applicationId),
    }).toEqual(before);
  });

  it('is not attached without a signature secret, and follows once there is one', async () => {
    const account = openAccount(sandbox, 'vonage');
    const [address = ''] = account.addresses;
    const registered = await registerAccount(api, account, { signature_secret: null });
    account.carrier.forgetRequests();
    const number = await registered.add(address);
    expect(number.provider_sync).toMatchObject({ ok: false, state: 'failed', reason: 'signature_secret_missing' });
    expect(number.provider_sync.message).toContain('Signature Secret');
    expect(account.carrier.counters.writes).toBe(0);
    const warnings = await api.get('/api/v1/organizations/telephony-config-warnings');
    expect(warnings.status).toBe(200);
    expect(warnings.body.warnings).toContainEqual(
      expect.objectContaining({ telephony_configuration_id: registered.configId }),
    );
    const config = { signature_secret: account.credentials['signature_secret'] };
    expect((await api.put(`${CONFIGS}/${registered.configId}`, { config })).status).toBe(200);
    await eventually(
      async () => (await api.get(`${registered.numbers}/${number.id}`)).body.provider_sync,
      ({ state }) => state === 'in_sync',
    );
    expect(answers(account, address)).toBe('us');
  });
});
