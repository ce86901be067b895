import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const NOTHING = {
  application: null,
  numbers: [],
  number_count: 0,
  other_number_count: 0,
  is_truncated: false,
  configurations: [],
  other_organizations: 0,
};

let sandbox: Sandbox;
let app: TestApp;
let api: ApiClient;
let rival: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  api = await app.organization('Acme');
  rival = await app.organization('Rival');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

const sharedOf = (configId: number, client: ApiClient = api): Promise<ApiResponse> =>
  client.get(`${CONFIGS}/${configId}/shared-resources`);

/** An account whose credentials name an application of its owner, with all its numbers linked to it. */
function openShared(numbers: number) {
  const account = openAccount(sandbox, 'plivo', numbers);
  const { app_id: applicationId } = sandbox.plivo.addApplication(account.id, {
    app_name: 'ivr',
    answer_url: 'https://ivr.example.net/answer',
  });
  for (const address of account.addresses) sandbox.plivo.editNumber(address, { appId: applicationId });
  return { ...account, applicationId, credentials: { ...account.credentials, application_id: applicationId } };
}

describe('shared resources', () => {
  it('are none where every number is bound by itself, and before an application exists', async () => {
    const twilio = await registerAccount(api, openAccount(sandbox, 'twilio'));
    expect(await sharedOf(twilio.configId)).toMatchObject({ status: 200, body: NOTHING });
    const plivo = openAccount(sandbox, 'plivo');
    const { configId } = await registerAccount(api, plivo);
    plivo.carrier.forgetRequests();
    expect((await sharedOf(configId)).body).toEqual(NOTHING);
    expect(plivo.carrier.requests).toEqual([]);
  });

  it('are the numbers at the carrier and the configurations here that use the application', async () => {
    const account = openShared(3);
    const [bound = '', unbound = '', foreign = ''] = account.addresses;
    const first = await registerAccount(api, account);
    const second = await registerAccount(api, account);
    const before = (await sharedOf(first.configId)).body;
    expect(before.application).toEqual({
      id: account.applicationId,
      is_ours: false,
      is_pointed_here: false,
      observed_at: null,
    });
    expect(before).toMatchObject({ number_count: 3, other_number_count: 3 });

    const { id } = await first.add(bound, { query: '?confirm_shared=true' });
    const { id: idle } = await second.add(unbound, { bound: false });
    account.carrier.forgetRequests();
    const shared = await sharedOf(first.configId);
    expect(account.carrier.counters.writes).toBe(0);
    expect(shared.status).toBe(200);
    expect(shared.body.application).toEqual({
      id: account.applicationId,
      is_ours: false,
      is_pointed_here: true,
      observed_at: expect.stringMatching(/Z$/),
    });
    expect(shared.body.numbers).toHaveLength(3);
    expect(shared.body.numbers).toEqual(
      expect.arrayContaining([
        { address: bound, phone_number_id: id, is_bound_here: true },
        { address: unbound, phone_number_id: idle, is_bound_here: false },
        { address: foreign, phone_number_id: null, is_bound_here: false },
      ]),
    );
    expect(shared.body).toMatchObject({
      number_count: 3,
      other_number_count: 1,
      is_truncated: false,
      configurations: [
        { id: first.configId, name: expect.any(String) },
        { id: second.configId, name: expect.any(String) },
      ],
      other_organizations: 0,
    });
    expect((await sharedOf(second.configId)).body).toEqual(shared.body);
  });

  it('of another organization on the same account are a count and nothing else', async () => {
    const account = openShared(2);
    const [mine = '', theirs = ''] = account.addresses;
    const own = await registerAccount(api, account);
    await own.add(mine, { query: '?confirm_shared=true' });
    const alone = (await sharedOf(own.configId)).body;
    const other = await registerAccount(rival, account);
    await registerAccount(rival, account);
    const number = await other.add(theirs, { query: '?confirm_shared=true' });
    expect(number.provider_sync.ok).toBe(true);

    const seen = (await sharedOf(own.configId)).body;
    expect({ ...seen, application: null }).toEqual({ ...alone, application: null, other_organizations: 1 });
    const seenByThem = (await sharedOf(other.configId, rival)).body;
    expect(seenByThem).toMatchObject({ number_count: 2, other_number_count: 1, other_organizations: 1 });
    expect(seenByThem.configurations).toHaveLength(2);
    expectProblem(await sharedOf(own.configId, rival), 'telephony_config_not_found');
  });

  it('say what the guard counts when a number would take the application over', async () => {
    const account = openShared(4);
    const [address = ''] = account.addresses;
    const { configId, add } = await registerAccount(api, account);
    const { other_number_count: others } = (await sharedOf(configId)).body;
    const number = await add(address);
    expect(number.provider_sync.reason).toBe('shared_application_conflict');
    expect(number.provider_sync.message).toContain(`${others - 1} other numbers at the carrier`);
  });

  it('of an application that was made for us are its numbers', async () => {
    const account = openAccount(sandbox, 'plivo');
    const [address = ''] = account.addresses;
    const { configId, add } = await registerAccount(api, account);
    const { id } = await add(address);
    expect((await sharedOf(configId)).body).toMatchObject({
      application: { is_ours: true, is_pointed_here: true },
      numbers: [{ address, phone_number_id: id, is_bound_here: true }],
      other_number_count: 0,
    });
  });

  it('cannot be told while the carrier is at fault', async () => {
    const account = openShared(1);
    const { configId } = await registerAccount(api, account);
    account.carrier.fail({ status: 401 });
    const refused = await sharedOf(configId);
    expectProblem(refused, 'provider_unauthorized');
    expect(JSON.stringify(refused.body)).not.toContain(account.id);
    account.carrier.clearFaults();
    account.carrier.rateLimit({ retryAfterSeconds: 60 });
    const limited = await sharedOf(configId);
    expectProblem(limited, 'provider_rate_limited');
    expect(limited.headers.get('retry-after')).toMatch(/^\d+$/);
    account.carrier.clearFaults();
  });
});
