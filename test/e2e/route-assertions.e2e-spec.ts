import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createAssertion } from '../factories/route-assertion.factory.js';
import { accountSid, createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { ProviderConnectionStore } from '../../src/telephony/connections/provider-connection.store.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { openAccount } from '../support/carrier-account.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql, snapshotOf } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { endOfAccepted, itemsOf } from '../support/job.js';
import { CONFIGS, numbersOf, ROUTE_ASSERTIONS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

let sandbox: Sandbox;
let app: TestApp;
let tenant: Tenant;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  tenant = await createTenant(app, 'Acme');
  ({ api } = tenant);
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

interface Arranged {
  configId: number;
  workflowId: number;
  numberId: number;
  address: string;
  /** Path of the number. */
  number: string;
}

/** A number that is bound to a workflow, in an account of a sandbox. */
async function arrange(client = api): Promise<Arranged> {
  const account = openAccount(sandbox, 'twilio');
  const { configId, workflowId, add } = await registerAccount(client, account);
  const { id, address_normalized: address } = await add(account.addresses[0] ?? '');
  return { configId, workflowId, numberId: id, address, number: `${numbersOf(configId)}/${id}` };
}

/** The same, and the expectation that it stays so. */
async function arrangeAsserted(): Promise<Arranged & { assertionId: number }> {
  const arranged = await arrange();
  const body = { phone_number_id: arranged.numberId, workflow_id: arranged.workflowId };
  const answer = await api.post(ROUTE_ASSERTIONS, body);
  expect(answer.status).toBe(201);
  return { ...arranged, assertionId: answer.body.id };
}

const resultsOf = async (ids: number[], client = api): Promise<ApiResponse['body']> => {
  const answer = await client.post(`${ROUTE_ASSERTIONS}/run`, { ids });
  expect(answer.status).toBe(200);
  return answer.body;
};

/** Waits until calls are routed as expected, at most as long as routes may be stale. */
async function expectRun(id: number, actual: object, holds: boolean): Promise<void> {
  const run = await eventually(
    () => resultsOf([id]),
    ({ results }) => results[0].holds === holds,
    3_000,
  );
  expect(run).toMatchObject({ passed: holds ? 1 : 0, failed: holds ? 0 : 1, results: [{ holds, actual }] });
}

describe('an assertion', () => {
  it('is created, listed, shown and deleted', async () => {
    const { numberId, configId, workflowId, address } = await arrange();
    const body = { phone_number_id: numberId, workflow_id: workflowId, label: 'On every invoice' };
    const answer = await api.post(ROUTE_ASSERTIONS, body);
    expect(answer.status).toBe(201);
    const { id } = answer.body;
    expect(answer.headers.get('location')).toBe(`${ROUTE_ASSERTIONS}/${id}`);
    expect(answer.body).toEqual({
      id,
      provider: 'twilio',
      address,
      phone_number_id: numberId,
      telephony_configuration_id: configId,
      workflow_id: workflowId,
      workflow_name: expect.stringMatching(/^Agent/),
      label: 'On every invoice',
      created_at: expect.any(String),
    });
    expect((await api.get(`${ROUTE_ASSERTIONS}/${id}`)).body).toEqual(answer.body);
    expect((await api.get(ROUTE_ASSERTIONS)).body.route_assertions).toContainEqual(answer.body);
    expectProblem(await api.post(ROUTE_ASSERTIONS, body), 'route_assertion_exists');
    expect((await api.delete(`${ROUTE_ASSERTIONS}/${id}`)).status).toBe(200);
    expectProblem(await api.get(`${ROUTE_ASSERTIONS}/${id}`), 'route_assertion_not_found');
    expectProblem(await api.delete(`${ROUTE_ASSERTIONS}/${id}`), 'route_assertion_not_found');
  });

  it('names its number as people write it', async () => {
    const { configId, workflowId, numberId, address } = await arrange();
    const national = `(${address.slice(2, 5)}) ${address.slice(5)}`;
    const body = { telephony_configuration_id: configId, workflow_id: workflowId };
    expectProblem(await api.post(ROUTE_ASSERTIONS, { ...body, address: '+1' }), 'address_not_valid');
    const answer = await api.post(ROUTE_ASSERTIONS, { ...body, address: national, country_code: 'US' });
    expect([answer.status, answer.body.phone_number_id]).toEqual([201, numberId]);
  });

  it.each([
    [{}, '/telephony_configuration_id'],
    [{ address: '+14155550100' }, '/telephony_configuration_id'],
    [{ telephony_configuration_id: 1 }, '/address'],
    [{ phone_number_id: 1, address: '+14155550100' }, '/phone_number_id'],
  ])('has to name one number: %j', async (fields, pointer) => {
    const answer = await api.post(ROUTE_ASSERTIONS, { workflow_id: 1, ...fields });
    expectProblem(answer, 'validation_failed');
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  it.each<[fault: RegExp, spoil: (of: Arranged) => Promise<ApiResponse>]>([
    [/not registered/, ({ number }) => api.delete(`${number}?force=true`)],
    [/number is switched off/, ({ number }) => api.patch(number, { is_active: false })],
    [/bound to no workflow/, ({ number }) => api.patch(number, { inbound_workflow_id: null })],
    [/workflow is switched off/, ({ workflowId }) => api.patch(`${WORKFLOWS}/${workflowId}`, { is_active: false })],
    [
      /bound to another workflow/,
      async ({ number }) => api.patch(number, { inbound_workflow_id: (await createWorkflow(api)).id }),
    ],
  ])('that does not hold is refused because %s, and stored with override', async (fault, spoil) => {
    const arranged = await arrange();
    expect((await spoil(arranged)).status).toBe(200);
    const { configId, workflowId, address } = arranged;
    const body = { telephony_configuration_id: configId, address, workflow_id: workflowId };
    const refused = await api.post(ROUTE_ASSERTIONS, body);
    expectProblem(refused, 'route_assertion_failed');
    expect(refused.body.detail).toMatch(fault);
    expect(refused.body.detail).toContain(`Calls to ${address} are to be answered by the workflow "Agent`);
    const stored = await api.post(`${ROUTE_ASSERTIONS}?override=true`, body);
    expect(stored.status).toBe(201);
    const { results } = await resultsOf([stored.body.id]);
    expect(results).toMatchObject([{ holds: false }]);
  });

  it('takes no number and no workflow of another organization', async () => {
    const [{ api: rival }, own] = [await createTenant(app, 'Rival'), await arrange()];
    const foreign = await arrange(rival);
    const expect404 = async (body: object, code: Parameters<typeof expectProblem>[1]): Promise<void> =>
      expectProblem(await api.post(`${ROUTE_ASSERTIONS}?override=true`, body), code);
    await expect404({ phone_number_id: foreign.numberId, workflow_id: own.workflowId }, 'phone_number_not_found');
    await expect404({ phone_number_id: own.numberId, workflow_id: foreign.workflowId }, 'workflow_not_found');
    await expect404(
      { telephony_configuration_id: foreign.configId, address: foreign.address, workflow_id: own.workflowId },
      'telephony_config_not_found',
    );
  });
});

type Change = (of: Arranged, query: string) => Promise<ApiResponse>;

/** Each way in which a person can change who answers, with what the refusal says of it. */
const CHANGES: readonly [name: string, told: RegExp, change: Change][] = [
  [
    'PUT of the number to another workflow',
    /bind the number to another workflow/,
    async ({ number }, query) =>
      api.put(`${number}${query}`, { inbound_workflow_id: (await createWorkflow(api, { name: 'Other' })).id }),
  ],
  [
    'PUT that unbinds the number',
    /without a workflow/,
    ({ number }, query) => api.put(`${number}${query}`, { clear_inbound_workflow: true }),
  ],
  [
    'PATCH that unbinds the number',
    /without a workflow/,
    ({ number }, query) => api.patch(`${number}${query}`, { inbound_workflow_id: null }),
  ],
  [
    'PATCH that switches the number off',
    /switch the number off/,
    ({ number }, query) => api.patch(`${number}${query}`, { is_active: false }),
  ],
  ['DELETE of the number', /delete the number/, ({ number }, query) => api.delete(`${number}${query}`)],
  [
    'PUT that switches the workflow off',
    /switch the workflow off/,
    ({ workflowId }, query) => api.put(`${WORKFLOWS}/${workflowId}${query}`, { is_active: false }),
  ],
  [
    'PATCH that switches the workflow off',
    /switch the workflow off/,
    ({ workflowId }, query) => api.patch(`${WORKFLOWS}/${workflowId}${query}`, { is_active: false }),
  ],
  [
    'PUT of the configuration to another account',
    /another account/,
    ({ configId }, query) =>
      api.put(`${CONFIGS}/${configId}${query}${query === '' ? '?' : '&'}verify_credentials=false`, {
        config: { account_sid: accountSid(0xabc000 + configId) },
      }),
  ],
];

describe('a change that breaks an assertion', () => {
  it.each(CHANGES)('is refused and changes nothing: %s', async (_name, told, change) => {
    const arranged = await arrangeAsserted();
    const before = await snapshotOf(app.database.url);
    const asked = sandbox.twilio.requests.length;
    const refused = await change(arranged, '');
    expectProblem(refused, 'route_assertion_failed');
    expect(refused.body.detail).toMatch(told);
    expect(refused.body.detail).toContain(arranged.address);
    expect(refused.body.detail).toContain(`route assertion ${arranged.assertionId}`);
    // The other workflow of the first change is new.
    const { workflows: _maybeOneMore, ...after } = await snapshotOf(app.database.url);
    expect(before).toMatchObject(after);
    // Least of all at the carrier.
    expect(sandbox.twilio.requests.length).toBe(asked);
    await expectRun(arranged.assertionId, { outcome: 'answered', reason: null }, true);
  });

  it.each(CHANGES)('is done with override, and the assertion says that it fails: %s', async (_name, _told, change) => {
    const arranged = await arrangeAsserted();
    expect((await change(arranged, '?override=true')).status).toBe(200);
    await expectRun(arranged.assertionId, {}, false);
  });

  it('is one that breaks it, not one after which it is still broken', async () => {
    const { number, workflowId } = await arrangeAsserted();
    expect((await api.patch(`${number}?override=true`, { is_active: false })).status).toBe(200);
    expect((await api.patch(`${WORKFLOWS}/${workflowId}`, { is_active: false })).status).toBe(200);
    expect((await api.patch(number, { inbound_workflow_id: null })).status).toBe(200);
    expect((await api.delete(number)).status).toBe(200);
  });

  it('is the deletion of the workflow, which takes the assertion along', async () => {
    const { number, workflowId, assertionId } = await arrangeAsserted();
    const path = `${WORKFLOWS}/${workflowId}`;
    expect((await api.patch(`${number}?override=true`, { inbound_workflow_id: null })).status).toBe(200);
    const refused = await api.delete(path);
    expectProblem(refused, 'route_assertion_failed');
    expect(refused.body.detail).toMatch(/delete the workflow, and the assertion with it/);
    expect((await api.delete(`${path}?override=true`)).status).toBe(200);
    expectProblem(await api.get(`${ROUTE_ASSERTIONS}/${assertionId}`), 'route_assertion_not_found');
  });

  it('names the first and counts the others', async () => {
    const account = openAccount(sandbox, 'twilio', 5);
    const { workflowId, add } = await registerAccount(api, account);
    for (const address of account.addresses) {
      const { id } = await add(address);
      await createAssertion(api, { phone_number_id: id, workflow_id: workflowId });
    }
    const refused = await api.patch(`${WORKFLOWS}/${workflowId}`, { is_active: false });
    expectProblem(refused, 'route_assertion_failed');
    expect(refused.body.detail).toMatch(/, and 4 more\)/);
  });
});

it('that comes about while the number is being deleted keeps it, attached as it was', async () => {
  const { number, numberId, workflowId, address } = await arrange();
  const settings = (): unknown => sandbox.twilio.number(address).voice_url;
  const before = settings();
  sandbox.twilio.delay(600, { match: { method: 'POST', path: /IncomingPhoneNumbers/ }, times: 1, afterApplying: true });
  const deletion = api.delete(number);
  await eventually(
    () => Promise.resolve(settings()),
    (url) => url !== before,
  );
  const answer = await api.post(ROUTE_ASSERTIONS, { phone_number_id: numberId, workflow_id: workflowId });
  expect(answer.status).toBe(201);
  expectProblem(await deletion, 'route_assertion_failed');
  await eventually(
    async () => (await api.get(number)).body.provider_sync.state,
    (state) => state === 'in_sync',
  );
  expect(settings()).toBe(before);
});

describe('a change that breaks none', () => {
  it('is none of its business', async () => {
    const { number, workflowId, configId } = await arrangeAsserted();
    const other = await createWorkflow(api);
    const changes: readonly [method: string, path: string, body: object][] = [
      ['PATCH', number, { label: 'Front desk', extra_metadata: { team: 'a' } }],
      ['PUT', number, { inbound_workflow_id: workflowId, is_active: true }],
      ['PUT', `${WORKFLOWS}/${workflowId}`, { name: 'Renamed', target: { type: 'say', text: 'Hi.' } }],
      ['PATCH', `${WORKFLOWS}/${other.id}`, { is_active: false }],
      ['PUT', `${CONFIGS}/${configId}?verify_credentials=false`, { config: { auth_token: 'another-token' } }],
    ];
    for (const [method, path, body] of changes) {
      expect([path, (await api.send(method, path, body, {})).status]).toEqual([path, 200]);
    }
  });

  it('is one of a number of which another organization expects something', async () => {
    const { api: rival } = await createTenant(app, 'Rival with wishes');
    const account_sid = accountSid(0xfeed01);
    const [mine, theirs] = [
      await createConfig(api, { config: { account_sid } }),
      await createConfig(rival, { config: { account_sid } }),
    ];
    const workflow = await createWorkflow(api);
    const number = await createNumber(api, mine.id, { inbound_workflow_id: workflow.id });
    const wish = {
      telephony_configuration_id: theirs.id,
      address: number.address,
      workflow_id: (await createWorkflow(rival)).id,
    };
    expectProblem(await rival.post(ROUTE_ASSERTIONS, wish), 'route_assertion_failed');
    const { body } = await rival.post(`${ROUTE_ASSERTIONS}?override=true`, wish);
    expect(body.phone_number_id).toBeNull();
    expect(await resultsOf([body.id], rival)).toMatchObject({ results: [{ actual: { reason: 'number_unknown' } }] });
    const path = `${numbersOf(mine.id)}/${number.id}`;
    expect((await api.patch(path, { is_active: false })).status).toBe(200);
  });
});

describe('jobs', () => {
  const kinds: readonly [name: string, path: (of: Arranged) => string][] = [
    ['configuration', ({ configId }) => `${CONFIGS}/${configId}`],
    ['workflow', ({ workflowId }) => `${WORKFLOWS}/${workflowId}`],
  ];

  it.each(kinds)('that delete a %s leave a number that keeps an assertion, and say so', async (_name, path) => {
    const arranged = await arrangeAsserted();
    const asked = sandbox.twilio.requests.length;
    const job = await endOfAccepted(api, await api.delete(`${path(arranged)}?force=true`));
    expect(job).toMatchObject({ state: 'failed', failed: 1 });
    const [item] = await itemsOf(api, job.id);
    expect(item).toMatchObject({ state: 'failed', reason: 'route_assertion_failed' });
    expect(item.detail).toContain(`Calls to ${arranged.address} are to be answered by`);
    expect((await api.get(arranged.number)).body).toMatchObject({
      inbound_workflow_id: arranged.workflowId,
      provider_sync: { state: 'in_sync' },
    });
    expect(sandbox.twilio.requests.length).toBe(asked);
  });

  it.each(kinds)('that delete a %s do so with override', async (_name, path) => {
    const arranged = await arrangeAsserted();
    const job = await endOfAccepted(api, await api.delete(`${path(arranged)}?force=true&override=true`));
    expect(job).toMatchObject({ state: 'succeeded', failed: 0 });
    expect((await api.get(path(arranged))).status).toBe(404);
  });
});

it('stands against parking by hand, and not against the parking of what cannot be reached', async () => {
  const { configId, assertionId } = await arrangeAsserted();
  const park = 'UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1';
  await expect(runSql(app.database.url, park, [configId])).rejects.toMatchObject({
    code: '23514',
    constraint: 'ck_route_assertions_hold',
    detail: expect.stringContaining(`"id": ${assertionId}`),
  });
  const connections = app.app.get(ProviderConnectionStore, { strict: false });
  const [subject] = await connections.list(['twilio']).then((all) => all.filter(({ id }) => id === configId));
  if (!subject) throw new Error('the configuration is not in use');
  const token = '7c9d4a52-94a5-4d5d-9a35-6d6f1c3f2b10';
  expect(await connections.acquire(subject, token)).toBe(true);
  await connections.park(subject, token, {
    code: 'unreachable',
    message: 'Nobody answers.',
    isRetryable: false,
    mustPark: true,
    wasStable: false,
  });
  expect((await api.get(`${CONFIGS}/${configId}`)).body.inactive).toBe(true);
  await expectRun(assertionId, { outcome: 'refused', reason: 'configuration_inactive' }, false);
});

it('is never stored beside a change that breaks it at the same time', async () => {
  const account = await createConfig(api);
  const workflow = await createWorkflow(api);
  for (let round = 0; round < 15; round += 1) {
    const number = await createNumber(api, account.id, { address: anAddress(), inbound_workflow_id: workflow.id });
    const [asserted, changed] = await Promise.all([
      api.post(ROUTE_ASSERTIONS, { phone_number_id: number.id, workflow_id: workflow.id }),
      api.patch(`${numbersOf(account.id)}/${number.id}`, { is_active: false }),
    ]);
    expect([asserted.status, changed.status].sort()).toEqual(asserted.status === 201 ? [201, 409] : [200, 409]);
  }
});

describe('a run', () => {
  it('tries all, page by page, and says what becomes of each call', async () => {
    const { api: own } = await createTenant(app, 'Runner');
    const config = await createConfig(own);
    const [right, wrong] = [await createWorkflow(own, { name: 'Right' }), await createWorkflow(own, { name: 'Wrong' })];
    const ids: number[] = [];
    for (const bound of [right.id, wrong.id, null]) {
      const number = await createNumber(own, config.id, { inbound_workflow_id: bound });
      const { id } = await createAssertion(own, { phone_number_id: number.id, workflow_id: right.id });
      ids.push(id);
    }
    await app.routesAreKnown();
    const all = (await own.post(`${ROUTE_ASSERTIONS}/run`, {})).body;
    expect(all).toMatchObject({ passed: 1, failed: 2, has_more: false, next_cursor: null });
    expect(all.results).toMatchObject([
      {
        assertion: { id: ids[0] },
        holds: true,
        actual: { outcome: 'answered', reason: null, workflow: { id: right.id, name: 'Right' }, is_stale: false },
        message: 'The call is answered by the workflow "Right".',
      },
      { assertion: { id: ids[1] }, holds: false, actual: { outcome: 'answered', workflow: { name: 'Wrong' } } },
      {
        assertion: { id: ids[2] },
        holds: false,
        actual: { outcome: 'refused', reason: 'number_unbound', workflow: null },
      },
    ]);
    const first = (await own.post(`${ROUTE_ASSERTIONS}/run?limit=2`, {})).body;
    expect([first.passed, first.failed, first.has_more]).toEqual([1, 1, true]);
    const second = (await own.post(`${ROUTE_ASSERTIONS}/run?limit=2&cursor=${first.next_cursor}`, {})).body;
    expect([...first.results, ...second.results]).toEqual(all.results);
    const [chosen] = [await resultsOf([ids[2] ?? 0, ids[0] ?? 0], own)];
    expect(chosen.results).toEqual([all.results[0], all.results[2]]);
    expectProblem(await api.post(`${ROUTE_ASSERTIONS}/run`, { ids }), 'route_assertion_not_found');
  });
});
