import { createApiKey } from '../factories/api-key.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createTenant } from '../factories/organization.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { snapshotOf } from '../support/database-snapshot.js';
import { type DocumentedOperation, operationsOf } from '../support/openapi-operations.js';
import { API_KEYS, CONFIGS, numbersOf, ORGANIZATIONS, PHONE_NUMBERS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';
import { type Furnished, furnish } from '../support/writing-routes.js';

/** Needs the scope `instance`, which belongs to the operator and not to a tenant. */
const OF_THE_INSTANCE = /^(GET|POST) \/api\/v1\/organizations(\/\{organization_id\})?$/;

/** Shows what every tenant may know. */
const WITHOUT_TENANT = ['/api/v1/organizations/telephony-providers/metadata'];

/** Ids of the two tenants by the name of their path parameter. A new parameter has to be added here. */
function parametersOf(tenant: Furnished): Readonly<Record<string, string>> {
  return {
    workflow_id: String(tenant.workflowId),
    config_id: String(tenant.configId),
    phone_number_id: String(tenant.numberId),
    api_key_id: String(tenant.apiKeyId),
    address: encodeURIComponent(tenant.address),
    job_id: String(tenant.jobId),
    orphan_id: String(tenant.orphanId),
    route_assertion_id: String(tenant.assertionId),
    id: String(tenant.callId),
    trunk_id: String(tenant.trunkId),
  };
}

/** Ids that nobody has. */
const NOBODY: Readonly<Record<string, string>> = {
  workflow_id: '987654321',
  config_id: '987654322',
  phone_number_id: '987654323',
  api_key_id: '987654324',
  address: encodeURIComponent('+442079460999'),
  job_id: '987654325',
  orphan_id: '987654329',
  route_assertion_id: '987654331',
  id: '987654330',
  trunk_id: '987654329',
};

/**
 * Every way to fill the path in which at least one id is foreign, each with the same path in which nobody has that id.
 */
function foreignUrls(path: string, own: Furnished, foreign: Furnished): { url: string; ofNobody: string }[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const fill = (choice: number, others: Readonly<Record<string, string>>): string =>
    names.reduce((url, name, position) => {
      const value = (((choice >> position) & 1) === 1 ? others : parametersOf(own))[name];
      if (value === undefined) throw new Error(`{${name}} of ${path} is not known here: add it to parametersOf`);
      return url.replace(`{${name}}`, value);
    }, path);
  return Array.from({ length: 2 ** names.length - 1 }, (_, index) => ({
    url: fill(index + 1, parametersOf(foreign)),
    ofNobody: fill(index + 1, NOBODY),
  }));
}

/** A body that the operation takes, so that only the id can be wrong. */
function bodyOf({ method, path, operation }: DocumentedOperation): object | undefined {
  if (operation.requestBody === undefined) return undefined;
  if (path.endsWith('/secondary-secret')) return { value: 'intruder' };
  if (path.endsWith('/reconcile') || path.endsWith('/import')) return {};
  if (method === 'POST' && path.endsWith('/phone-numbers')) return { address: anAddress(), label: 'intruder' };
  if (method === 'POST' && path.endsWith('/trunks')) return { name: 'intruder', settings: {} };
  return path.includes('phone_number_id') ? { label: 'intruder' } : { name: 'intruder' };
}

describe('tenancy', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let own: Furnished;
  let foreign: Furnished;

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    foreign = await furnish(app, 'Rival');
    own = await furnish(app, 'Acme');
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  it('takes every id of another organization for one that does not exist, on every route', async () => {
    const before = await snapshotOf(app.database.url);
    const routes = operationsOf(app.document).filter(
      ({ method, path, isPublic }) => path.includes('{') && !isPublic && !OF_THE_INSTANCE.test(`${method} ${path}`),
    );
    expect(routes.length).toBeGreaterThan(18);
    const answers = new Map<string, string>();
    for (const route of routes) {
      for (const { url, ofNobody } of foreignUrls(route.path, own, foreign)) {
        const answer = await own.api.send(route.method, url, bodyOf(route), {});
        answers.set(`${route.method} ${url}`, `${answer.status} ${answer.body.code}`);
        expect(JSON.stringify(answer.body)).not.toContain('Rival');
        // Word for word what is said of an id that nobody has, so that existence cannot be told.
        const absent = await own.api.send(route.method, ofNobody, bodyOf(route), {});
        expect([answer.status, answer.body.detail]).toEqual([absent.status, absent.body.detail]);
      }
    }
    const wrong = [...answers].filter(([, answer]) => !/^404 \w+_not_found$/.test(answer));
    expect(wrong).toEqual([]);
    expect(await snapshotOf(app.database.url)).toEqual(before);
    expect(sandbox.twilio.requests).toEqual([]);
  });

  it('shows nothing of another organization in any list', async () => {
    const routes = operationsOf(app.document).filter(
      ({ method, path, isPublic }) =>
        method === 'GET' && !path.includes('{') && !isPublic && !OF_THE_INSTANCE.test(`GET ${path}`),
    );
    expect(routes.length).toBeGreaterThanOrEqual(7);
    for (const { path } of routes) {
      const mine = await own.api.get(path);
      expect({ path, status: mine.status }).toEqual({ path, status: 200 });
      const text = JSON.stringify(mine.body);
      expect({ path, text }).toEqual({ path, text: expect.not.stringMatching(`Rival|${foreign.address.slice(1)}`) });
      if (WITHOUT_TENANT.includes(path)) continue;
      expect(JSON.stringify((await foreign.api.get(path)).body)).not.toContain('Acme');
    }
    // The lists are not empty: what is asserted above could have failed.
    for (const path of [PHONE_NUMBERS, CONFIGS, WORKFLOWS, API_KEYS]) {
      expect(JSON.stringify((await own.api.get(path)).body)).toContain('Acme');
    }
  });

  it('finds nothing of another organization by a filter', async () => {
    const filters = [
      `inbound_workflow_id=${foreign.workflowId}`,
      `telephony_configuration_id=${foreign.configId}`,
      `q=${encodeURIComponent(foreign.address)}`,
      'q=Rival',
      `label=${encodeURIComponent('Rival line')}`,
    ];
    for (const filter of filters) {
      expect((await own.api.get(`${PHONE_NUMBERS}?${filter}`)).body.phone_numbers).toEqual([]);
    }
    expect((await foreign.api.get(`${PHONE_NUMBERS}?q=Rival`)).body.phone_numbers).toHaveLength(1);
  });

  it('binds no number to the workflow of another organization', async () => {
    const before = await snapshotOf(app.database.url);
    const path = `${numbersOf(own.configId)}/${own.numberId}`;
    const binding = { inbound_workflow_id: foreign.workflowId };
    const create = `${numbersOf(own.configId)}?skip_ownership_check=true`;
    expectProblem(await own.api.post(create, { address: anAddress(), ...binding }), 'workflow_not_found');
    expectProblem(await own.api.put(path, binding), 'workflow_not_found');
    expectProblem(await own.api.patch(path, binding), 'workflow_not_found');
    expect(await snapshotOf(app.database.url)).toEqual(before);
  });

  it('keeps the operator and the tenants apart', async () => {
    expectProblem(await own.api.get(ORGANIZATIONS), 'insufficient_scope');
    expectProblem(await own.api.post(ORGANIZATIONS, { name: 'Another' }), 'insufficient_scope');
    const current = await own.api.get(`${ORGANIZATIONS}/current`);
    expect(current.body).toMatchObject({ id: own.organizationId, name: 'Acme' });
    // The operator's key creates tenants and sees none of their things.
    expect((await app.root.get(PHONE_NUMBERS)).body.phone_numbers).toEqual([]);
    expectProblem(await app.root.get(`${CONFIGS}/${own.configId}`), 'telephony_config_not_found');
  });

  it('names the holder of a number only to its own organization', async () => {
    const account_sid = `AC${'7'.repeat(32)}`;
    const first = await createConfig(foreign.api, { name: 'Rival secret name', config: { account_sid } });
    const second = await createConfig(foreign.api, { name: 'Rival second', config: { account_sid } });
    const mine = await createConfig(own.api, { name: 'Acme again', config: { account_sid } });
    const { address } = await createNumber(foreign.api, first.id);

    const query = '?skip_ownership_check=true';
    const ofTheirs = await foreign.api.post(`${numbersOf(second.id)}${query}`, { address });
    expectProblem(ofTheirs, 'phone_number_taken');
    expect(ofTheirs.body.detail).toContain('Rival secret name');

    const ofOurs = await own.api.post(`${numbersOf(mine.id)}${query}`, { address });
    expectProblem(ofOurs, 'phone_number_taken');
    expect(ofOurs.body.detail).not.toMatch(/Rival/);
  });

  it('gives two organizations the same names and, in accounts of their own, the same numbers', async () => {
    const [left, right] = [await createTenant(app, 'Left'), await createTenant(app, 'Right')];
    const address = anAddress();
    for (const { api } of [left, right]) {
      const config = await createConfig(api, { name: 'The same name' });
      const number = await createNumber(api, config.id, { address });
      await createWorkflow(api, { name: 'The same agent' });
      const found = await api.get(`${PHONE_NUMBERS}/by-address/${encodeURIComponent(address)}`);
      expect(found.body.phone_numbers.map(({ id }: { id: number }) => id)).toEqual([number.id]);
    }
  });

  it('answers with an idempotency key of another organization as if it were new', async () => {
    const headers = { 'Idempotency-Key': 'the-same-key-in-two-organizations' };
    const body = { name: 'Twice', target: { type: 'say', text: 'Hello' } };
    const [mine, theirs] = [
      await own.api.post(WORKFLOWS, body, { headers }),
      await foreign.api.post(WORKFLOWS, body, { headers }),
    ];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
  });

  it('stops speaking for an organization when its key is revoked, and for that one only', async () => {
    const key = await createApiKey(own.api, ['read']);
    const client = app.client(key.key);
    expect((await client.get(WORKFLOWS)).status).toBe(200);
    expectProblem(await foreign.api.delete(`${API_KEYS}/${key.id}`), 'api_key_not_found');
    expect((await client.get(WORKFLOWS)).status).toBe(200);
    expect((await own.api.delete(`${API_KEYS}/${key.id}`)).status).toBe(200);
    expectProblem(await client.get(WORKFLOWS), 'invalid_api_key');
  });
});
