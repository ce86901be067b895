import { insertCall } from '../factories/call.factory.js';
import { created } from '../factories/created.js';
import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createAssertion } from '../factories/route-assertion.factory.js';
import { accountSid, aConfig, createConfig } from '../factories/telephony-config.factory.js';
import { aTrunk, createParkedTrunk, insertTrunk } from '../factories/trunk.factory.js';
import { aWorkflow, createWorkflow } from '../factories/workflow.factory.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { runSql } from '../support/database-snapshot.js';
import { operationsOf } from '../support/openapi-operations.js';
import {
  API_KEYS,
  CALLER_ID_RESOLUTIONS,
  CALLS,
  CONFIGS,
  JOBS,
  numbersOf,
  ORGANIZATIONS,
  ORPHANS,
  PHONE_NUMBERS,
  ROUTE_ASSERTIONS,
  ROUTE_EXPLANATIONS,
  SIGNATURE_DIAGNOSES,
  trunksOf,
  UNVERIFIED_CONFIGS,
  WORKFLOWS,
} from '../support/paths.js';
import { StatementCounter } from '../support/statement-counter.js';
import { TestApp } from '../support/test-app.js';

const MANY = 100;

/** A tenant with as many rows of everything as it was made with. */
interface Populated extends Tenant {
  configId: number;
  workflowId: number;
  /** Its numbers are bound to nothing, so a change of its account is followed by no sync. */
  unboundConfigId: number;
  jobId: number;
  trunkConfigId: number;
  trunkId: number;
  number: { id: number; address: string };
}

/** A request to each route; what has to exist for it is made before the counting begins. */
type Requests = (tenant: Populated) => Readonly<Record<string, () => Promise<() => Promise<ApiResponse>>>>;

const ready = (send: () => Promise<ApiResponse>) => (): Promise<() => Promise<ApiResponse>> => Promise.resolve(send);

const SKIP = '?skip_ownership_check=true';

describe('statements per request', () => {
  let app: TestApp;
  let counter: StatementCounter;
  let few: Populated;
  let many: Populated;
  let accounts = 0;

  beforeAll(async () => {
    app = await TestApp.start({ poolSize: 4 });
    few = await populated('Few', 0);
    many = await populated('Many', MANY - 1);
    // No carrier answers here, and what the background sends while it tries again is not counted.
    await runSql(app.database.url, 'UPDATE phone_number_syncs SET next_attempt_at = NULL');
    counter = StatementCounter.watch(app);
  });

  afterAll(async () => {
    counter.stop();
    await app.stop();
  });

  /** One of everything through the API, the rest as copies of its rows. */
  async function populated(name: string, copies: number): Promise<Populated> {
    const tenant = await createTenant(app, name);
    const workflow = await createWorkflow(tenant.api);
    const config = await createConfig(tenant.api);
    const number = await createNumber(tenant.api, config.id, { inbound_workflow_id: workflow.id, label: 'Line' });
    const unbound = await createConfig(tenant.api);
    await createNumber(tenant.api, unbound.id);
    const { url } = app.database;
    const values = [tenant.id, copies];
    for (const [table, columns, replaced] of [
      ['workflows', 'name, target', 'name, target'],
      ['api_keys', 'name, prefix, hash, scopes', `name, prefix, sha256((name || n || '${name}')::bytea), scopes`],
      [
        'telephony_configurations',
        'name, name_key, provider, account_id, credentials_key_id, credentials_ciphertext',
        `name || ' copy ' || n, name_key || ' copy ' || n, provider, account_id, credentials_key_id, credentials_ciphertext`,
      ],
    ] as const) {
      await runSql(
        url,
        `INSERT INTO ${table} (organization_id, ${columns})
         SELECT organization_id, ${replaced} FROM ${table}, generate_series(1, $2) AS n WHERE organization_id = $1`,
        values,
      );
    }
    await runSql(
      url,
      `WITH n AS (
         INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
                address_normalized, address_type, country_code, label, inbound_workflow_id)
         SELECT organization_id, telephony_configuration_id, provider, account_id, address, '+1415666' || lpad(n::text, 4, '0'),
                address_type, country_code, label, inbound_workflow_id
           FROM phone_numbers, generate_series(1, $2) AS n WHERE organization_id = $1
         RETURNING id, telephony_configuration_id)
       INSERT INTO phone_number_syncs (phone_number_id, telephony_configuration_id, state)
       SELECT id, telephony_configuration_id, 'in_sync' FROM n`,
      values,
    );
    const [job] = await runSql<{ id: number }>(
      url,
      `INSERT INTO jobs (organization_id, kind, state, finished_at)
       SELECT $1, 'sync-all', 'succeeded', now() FROM generate_series(0, $2) RETURNING id::int`,
      values,
    );
    const jobId = job?.id ?? 0;
    await runSql(
      url,
      `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
       SELECT $1, 'twilio', 'AC-left', 'phone_number', '+14155550100', 'provider_refused' FROM generate_series(0, $2)`,
      values,
    );
    await runSql(
      url,
      `INSERT INTO signature_diagnoses (organization_id, telephony_configuration_id, diagnosis, diagnosed_at, failures,
              failing_since, last_failure_at)
       SELECT organization_id, id, '{"verdict": "not_ours", "fault": "signature_wrong", "setting": null, "message": "Refused.", "passedWith": null}',
              now(), 1, now(), now() FROM telephony_configurations WHERE organization_id = $1`,
      [tenant.id],
    );
    const trunk = await createParkedTrunk(app, tenant.id, `${name} trunks`);
    for (let n = 0; n <= copies; n += 1) await insertCall(app, tenant.id);
    await runSql(
      url,
      `INSERT INTO route_assertions (organization_id, provider, account_id, address_normalized, workflow_id)
       SELECT organization_id, provider, account_id, address_normalized, inbound_workflow_id
         FROM phone_numbers WHERE organization_id = $1 AND telephony_configuration_id = $2 AND inbound_workflow_id IS NOT NULL`,
      [tenant.id, config.id],
    );
    for (let n = 0; n < copies; n += 1) await insertTrunk(app, tenant.id, trunk.trunkConfigId);
    await runSql(
      url,
      `INSERT INTO job_items (job_id, position, address, state)
       SELECT $1, n, '+14155550100', 'succeeded' FROM generate_series(0, $2) AS n`,
      [jobId, copies],
    );
    return {
      ...tenant,
      configId: config.id,
      workflowId: workflow.id,
      unboundConfigId: unbound.id,
      jobId,
      number,
      ...trunk,
    };
  }

  const REQUESTS: Requests = ({
    api,
    configId,
    workflowId,
    unboundConfigId,
    jobId,
    number,
    trunkConfigId,
    trunkId,
  }) => {
    const config = `${CONFIGS}/${configId}`;
    const workflow = `${WORKFLOWS}/${workflowId}`;
    const path = `${numbersOf(configId)}/${number.id}`;
    const list = `${numbersOf(configId)}`;
    const trunks = trunksOf(trunkConfigId);
    let sequence = 0;
    const other = (): string => `Other ${(sequence += 1)}`;
    return {
      'GET /workflows': ready(() => api.get(`${WORKFLOWS}?limit=1000`)),
      'POST /workflows': ready(() => api.post(WORKFLOWS, aWorkflow())),
      'GET /workflows/{workflow_id}': ready(() => api.get(workflow)),
      'PUT /workflows/{workflow_id}': ready(() => api.put(workflow, { name: other() })),
      'PATCH /workflows/{workflow_id}': ready(() => api.patch(workflow, { name: other() })),
      'DELETE /workflows/{workflow_id}': async () => {
        const { id } = await createWorkflow(api);
        return () => api.delete(`${WORKFLOWS}/${id}`);
      },
      'GET /workflows/{workflow_id}/signing-secrets': ready(() => api.get(`${workflow}/signing-secrets`)),
      'POST /workflows/{workflow_id}/signing-secrets': async () => {
        const { id } = await createWorkflow(api);
        return () => api.post(`${WORKFLOWS}/${id}/signing-secrets`);
      },
      'DELETE /workflows/{workflow_id}/signing-secrets/oldest': async () => {
        const { id } = await createWorkflow(api);
        await api.post(`${WORKFLOWS}/${id}/signing-secrets`);
        return () => api.delete(`${WORKFLOWS}/${id}/signing-secrets/oldest`);
      },
      'GET /api-keys': ready(() => api.get(`${API_KEYS}?limit=1000`)),
      'POST /api-keys': ready(() => api.post(API_KEYS, { name: 'x', scopes: ['read'] })),
      'GET /api-keys/{api_key_id}': async () => {
        const { id } = (await api.post(API_KEYS, { name: 'x', scopes: ['read'] })).body;
        return () => api.get(`${API_KEYS}/${id}`);
      },
      'DELETE /api-keys/{api_key_id}': async () => {
        const { id } = (await api.post(API_KEYS, { name: 'x', scopes: ['read'] })).body;
        return () => api.delete(`${API_KEYS}/${id}`);
      },
      'GET /organizations': ready(() => app.root.get(ORGANIZATIONS)),
      'POST /organizations': ready(() => app.root.post(ORGANIZATIONS, { name: 'x' })),
      'GET /organizations/{organization_id}': ready(() => app.root.get(`${ORGANIZATIONS}/1`)),
      'GET /organizations/current': ready(() => api.get(`${ORGANIZATIONS}/current`)),
      'GET /organizations/telephony-providers/metadata': ready(() =>
        api.get(`${ORGANIZATIONS}/telephony-providers/metadata`),
      ),
      'GET /organizations/telephony-config-warnings': ready(() =>
        api.get(`${ORGANIZATIONS}/telephony-config-warnings`),
      ),
      'GET /organizations/telephony-configs': ready(() => api.get(`${CONFIGS}?limit=1000`)),
      'POST /organizations/telephony-configs': ready(() =>
        api.post(UNVERIFIED_CONFIGS, aConfig({ is_default_outbound: true })),
      ),
      'GET /organizations/telephony-configs/{config_id}': ready(() => api.get(config)),
      'PUT /organizations/telephony-configs/{config_id}': ready(() => api.put(config, { name: other() })),
      'PATCH /organizations/telephony-configs/{config_id}': ready(() => {
        accounts += 1;
        return api.patch(`${CONFIGS}/${unboundConfigId}?verify_credentials=false`, {
          config: { account_sid: accountSid(0x9000 + accounts) },
        });
      }),
      'DELETE /organizations/telephony-configs/{config_id}': async () => {
        const { id } = await createConfig(api);
        return () => api.delete(`${CONFIGS}/${id}`);
      },
      'POST /organizations/telephony-configs/{config_id}/set-default-outbound': ready(() =>
        api.post(`${config}/set-default-outbound`),
      ),
      'POST /organizations/telephony-configs/{config_id}/reactivate': ready(() => api.post(`${config}/reactivate`)),
      'GET /organizations/telephony-configs/{config_id}/phone-numbers': ready(() => api.get(`${list}?limit=1000`)),
      'POST /organizations/telephony-configs/{config_id}/phone-numbers': ready(() =>
        api.post(`${list}${SKIP}`, { address: anAddress(), is_default_caller_id: true }),
      ),
      'GET /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}': ready(() => api.get(path)),
      'GET /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}/path': ready(() =>
        api.get(`${path}/path`),
      ),
      'PUT /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}': ready(() =>
        api.put(path, { label: other() }),
      ),
      'PATCH /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}': ready(() =>
        api.patch(path, { label: other() }),
      ),
      'DELETE /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}': async () => {
        const { id } = await createNumber(api, configId);
        return () => api.delete(`${list}/${id}`);
      },
      'POST /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}/set-default-caller': ready(
        () => api.post(`${path}/set-default-caller`),
      ),
      'GET /organizations/telephony-configs/{config_id}/trunks': ready(() => api.get(`${trunks}?limit=1000`)),
      'POST /organizations/telephony-configs/{config_id}/trunks': ready(() => api.post(trunks, aTrunk())),
      'GET /organizations/telephony-configs/{config_id}/trunks/{trunk_id}': ready(() =>
        api.get(`${trunks}/${trunkId}`),
      ),
      'PUT /organizations/telephony-configs/{config_id}/trunks/{trunk_id}': ready(() =>
        api.put(`${trunks}/${trunkId}`, { name: other() }),
      ),
      'PATCH /organizations/telephony-configs/{config_id}/trunks/{trunk_id}': ready(() =>
        api.patch(`${trunks}/${trunkId}`, { name: other() }),
      ),
      'DELETE /organizations/telephony-configs/{config_id}/trunks/{trunk_id}': async () => {
        const { id } = created(await api.post(trunks, aTrunk()));
        return () => api.delete(`${trunks}/${id}`);
      },
      'PUT /organizations/telephony-configs/{config_id}/secondary-secret': async () => {
        const { id } = await createConfig(api);
        return () => api.put(`${CONFIGS}/${id}/secondary-secret`, { value: 'the-other-secret' });
      },
      'POST /organizations/telephony-configs/{config_id}/secondary-secret/promote': async () => {
        const secret = `${CONFIGS}/${(await createConfig(api)).id}/secondary-secret`;
        await api.put(secret, { value: 'the-other-secret' });
        return () => api.post(`${secret}/promote?verify_credentials=false`);
      },
      'DELETE /organizations/telephony-configs/{config_id}/secondary-secret': async () => {
        const secret = `${CONFIGS}/${(await createConfig(api)).id}/secondary-secret`;
        await api.put(secret, { value: 'the-other-secret' });
        return () => api.delete(secret);
      },
      'GET /organizations/telephony-configs/{config_id}/shared-resources': ready(() =>
        api.get(`${config}/shared-resources`),
      ),
      'GET /route-assertions': ready(() => api.get(`${ROUTE_ASSERTIONS}?limit=1000`)),
      'POST /route-assertions': async () => {
        const { id } = await createNumber(api, configId, { inbound_workflow_id: workflowId });
        return () => api.post(ROUTE_ASSERTIONS, { phone_number_id: id, workflow_id: workflowId });
      },
      'GET /route-assertions/{route_assertion_id}': async () => {
        const [assertion] = (await api.get(`${ROUTE_ASSERTIONS}?limit=1`)).body.route_assertions;
        return () => api.get(`${ROUTE_ASSERTIONS}/${assertion.id}`);
      },
      'DELETE /route-assertions/{route_assertion_id}': async () => {
        const { id } = await createNumber(api, configId);
        const assertion = await createAssertion(api, { phone_number_id: id, workflow_id: workflowId });
        return () => api.delete(`${ROUTE_ASSERTIONS}/${assertion.id}`);
      },
      'POST /route-assertions/run': ready(() => api.post(`${ROUTE_ASSERTIONS}/run?limit=1000`, {})),
      'POST /caller-id-resolutions': ready(() => api.post(CALLER_ID_RESOLUTIONS, { to: '+14155550199' })),
      'POST /route-explanations': ready(() =>
        api.post(ROUTE_EXPLANATIONS, { telephony_configuration_id: configId, to: '+14155550000' }),
      ),
      'GET /signature-diagnoses': ready(() => api.get(`${SIGNATURE_DIAGNOSES}?limit=1000`)),
      'POST /signature-diagnoses': ready(() =>
        api.post(SIGNATURE_DIAGNOSES, {
          telephony_configuration_id: configId,
          method: 'POST',
          path: '/api/v1/telephony/inbound/twilio',
          headers: { 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
        }),
      ),
      'GET /orphans': ready(() => api.get(`${ORPHANS}?limit=1000`)),
      'GET /orphans/{orphan_id}': async () => {
        const [orphan] = (await api.get(`${ORPHANS}?limit=1`)).body.orphans;
        return () => api.get(`${ORPHANS}/${orphan.id}`);
      },
      'DELETE /orphans/{orphan_id}': async () => {
        const [orphan] = await runSql<{ id: number }>(
          app.database.url,
          `INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
           SELECT organization_id, 'twilio', 'AC-left', 'trunk', 'TK1', 'provider_refused'
             FROM telephony_configurations WHERE id = $1 RETURNING id::int`,
          [configId],
        );
        return () => api.delete(`${ORPHANS}/${orphan?.id}`);
      },
      'GET /calls': ready(() => api.get(`${CALLS}?limit=1000`)),
      'GET /calls/usage': ready(() => api.get(`${CALLS}/usage`)),
      'GET /calls/{id}': async () => {
        const [call] = (await api.get(`${CALLS}?limit=1`)).body.calls;
        return () => api.get(`${CALLS}/${call.id}`);
      },
      'GET /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}/usage': ready(() =>
        api.get(`${path}/usage`),
      ),
      'GET /jobs': ready(() => api.get(`${JOBS}?limit=1000`)),
      'GET /jobs/{job_id}': ready(() => api.get(`${JOBS}/${jobId}`)),
      'GET /jobs/{job_id}/items': ready(() => api.get(`${JOBS}/${jobId}/items?limit=1000`)),
      'GET /phone-numbers': ready(() => api.get(`${PHONE_NUMBERS}?limit=1000`)),
      'GET /phone-numbers/by-address/{address}': ready(() =>
        api.get(`${PHONE_NUMBERS}/by-address/${encodeURIComponent(number.address)}`),
      ),
    };
  };

  /** Asks a carrier, whose part is counted elsewhere. */
  const ASKS_A_CARRIER = [
    'POST /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}/sync',
    'POST /orphans/{orphan_id}/clean',
    'POST /organizations/telephony-configs/{config_id}/phone-numbers/{phone_number_id}/path/check',
    'POST /organizations/telephony-configs/{config_id}/verify',
    'GET /organizations/telephony-configs/{config_id}/inventory',
    'POST /organizations/telephony-configs/{config_id}/import',
    'POST /organizations/telephony-configs/{config_id}/reconcile',
  ];

  it('are counted for every route', () => {
    const documented = operationsOf(app.document)
      .filter(({ isPublic }) => !isPublic)
      .map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
    expect([...Object.keys(REQUESTS(few)), ...ASKS_A_CARRIER].sort()).toEqual(documented.sort());
  });

  async function count(name: string, tenant: Populated): Promise<string[]> {
    const prepare = REQUESTS(tenant)[name];
    if (!prepare) throw new Error(`no request to ${name}`);
    const send = await prepare();
    return statementsOf(async () => expect((await send()).status).toBeLessThan(300));
  }

  /** Without the look-up of a key, which is remembered for five seconds: that these are over now says nothing of the request. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements = await counter.during(work);
    return statements.filter((statement) => !/^\s*SELECT[^;]*FROM api_keys\s+WHERE hash = \$1/.test(statement));
  }

  it('are as many for a hundred rows as for one, and few', async () => {
    for (const name of Object.keys(REQUESTS(few))) {
      const [ofFew, ofMany] = [await count(name, few), await count(name, many)];
      expect({ name, statements: ofMany }).toEqual({ name, statements: ofFew });
      expect(ofFew.length).toBeLessThanOrEqual(name.startsWith('GET') ? 2 : 10);
    }
  });

  const ONE: readonly [what: string, request: (tenant: Populated) => Promise<ApiResponse>][] = [
    ['all numbers', ({ api }) => api.get(`${PHONE_NUMBERS}?limit=100`)],
    [
      'all numbers, filtered',
      ({ api }) => api.get(`${PHONE_NUMBERS}?q=1415&is_active=true&unbound=false&provider=twilio`),
    ],
    ['the numbers of a configuration', ({ api, configId }) => api.get(`${numbersOf(configId)}?limit=100`)],
    ['a number', ({ api, configId, number }) => api.get(`${numbersOf(configId)}/${number.id}`)],
    ['a workflow', ({ api, workflowId }) => api.get(`${WORKFLOWS}/${workflowId}`)],
    ['a configuration', ({ api, configId }) => api.get(`${CONFIGS}/${configId}`)],
    [
      'a number by its address',
      ({ api, number }) => api.get(`${PHONE_NUMBERS}/by-address/${encodeURIComponent(number.address)}`),
    ],
  ];

  it.each(ONE)('is one to show %s', async (_what, request) => {
    const first = await request(many);
    expect(first.status).toBe(200);
    if (first.body.phone_numbers?.length > 1) expect(first.body.phone_numbers.length).toBeGreaterThanOrEqual(MANY - 1);
    const statements = await statementsOf(() => request(many));
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatch(/^\s*SELECT/i);
  });

  it('is one to register a number that is bound to nothing', async () => {
    const path = `${numbersOf(many.configId)}${SKIP}`;
    const statements = await statementsOf(async () => {
      expect((await many.api.post(path, { address: anAddress() })).status).toBe(201);
    });
    expect(statements).toHaveLength(1);
  });

  it('is one more for a key that is not remembered, and none for a request that is refused unread', async () => {
    const { key } = (await many.api.post(API_KEYS, { name: 'x', scopes: ['read'] })).body;
    const client: ApiClient = app.client(key);
    const [first, second] = [
      await counter.during(() => client.get(WORKFLOWS)),
      await counter.during(() => client.get(WORKFLOWS)),
    ];
    expect([first.length, second.length]).toEqual([2, 1]);
    expect(await counter.during(() => client.get(`${WORKFLOWS}?surprise=1`))).toEqual([]);
    expect(await counter.during(() => many.api.post(WORKFLOWS, { name: '' }))).toEqual([]);
    expect(await counter.during(() => app.client(null).get(WORKFLOWS))).toEqual([]);
  });
});
