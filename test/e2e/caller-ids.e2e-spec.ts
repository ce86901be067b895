import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { createNumber } from '../factories/phone-number.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { createParkedTrunk } from '../factories/trunk.factory.js';
import { CALLER_ID_CANDIDATES } from '../../src/telephony/caller-ids/caller-id-candidates.reader.js';
import type { ApiClient, ApiResponse } from '../support/api-client.js';
import { runSql } from '../support/database-snapshot.js';
import { CALLER_ID_RESOLUTIONS, CONFIGS, numbersOf } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const LONDON = '+442079460958';
const MANCHESTER = '+441614960000';
const SAN_FRANCISCO = '+14155550100';
const NEW_YORK = '+12125550100';

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
});

afterAll(async () => {
  await app.stop();
});

let tenants = 0;

async function aTenant(): Promise<Tenant> {
  tenants += 1;
  return createTenant(app, `Dialer ${tenants}`);
}

/** An account with these numbers, in this order. Answers their ids by address. */
async function anAccount(
  api: ApiClient,
  addresses: readonly string[],
  fields: Parameters<typeof createConfig>[1] = {},
): Promise<{ configId: number; ids: Record<string, number> }> {
  const config = await createConfig(api, fields);
  const ids: Record<string, number> = {};
  for (const address of addresses) ids[address] = (await createNumber(api, config.id, { address })).id;
  return { configId: config.id, ids };
}

async function resolve(api: ApiClient, body: object): Promise<[reason: string, address: string]> {
  const answer = await api.post(CALLER_ID_RESOLUTIONS, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return [answer.body.reason, answer.body.phone_number.address];
}

const sql = <Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> =>
  runSql<Row>(app.database.url, text, values);

describe('the caller id of a call', () => {
  it('is told with its configuration, the reason and a sentence', async () => {
    const { api } = await aTenant();
    const config = await createConfig(api, { name: 'Main' });
    const number = await createNumber(api, config.id, { address: SAN_FRANCISCO, label: 'Sales' });
    const answer = await api.post(CALLER_ID_RESOLUTIONS, { to: '(415) 555-0199', country_code: 'us' });
    expect(answer.body).toEqual({
      telephony_configuration: { id: config.id, name: 'Main', provider: 'twilio' },
      phone_number: { id: number.id, address: SAN_FRANCISCO, country_code: 'US', label: 'Sales' },
      reason: 'same_area',
      message: 'It is of the area of the called number.',
    });
  });

  it('is the default, else the nearest, else the first', async () => {
    const { api } = await aTenant();
    const { configId, ids } = await anAccount(api, [LONDON, NEW_YORK, SAN_FRANCISCO]);
    expect(await resolve(api, { to: '+14155559999' })).toEqual(['same_area', SAN_FRANCISCO]);
    expect(await resolve(api, { to: '+13105550100' })).toEqual(['same_country', expect.stringMatching(/^\+1/)]);
    expect(await resolve(api, { to: MANCHESTER })).toEqual(['same_country', LONDON]);
    expect(await resolve(api, { to: '+4930123456' })).toEqual(['first_active', LONDON]);
    expect(await resolve(api, { to: 'sip:desk@example.com' })).toEqual(['first_active', LONDON]);
    const path = `${numbersOf(configId)}/${ids[NEW_YORK]}/set-default-caller`;
    expect((await api.post(path)).status).toBe(200);
    for (const to of ['+14155559999', MANCHESTER, '+4930123456', 'sip:desk@example.com']) {
      expect(await resolve(api, { to })).toEqual(['explicit_default', NEW_YORK]);
    }
  });

  it('is never one that is switched off, gone at the carrier, or the called one itself', async () => {
    const { api } = await aTenant();
    const { configId, ids } = await anAccount(api, [NEW_YORK, SAN_FRANCISCO, '+14155550101']);
    const to = '+14155550102';
    expect(await resolve(api, { to })).toEqual(['same_area', '+14155550101']);
    expect(await resolve(api, { to: '+14155550101' })).toEqual(['same_area', SAN_FRANCISCO]);
    await api.patch(`${numbersOf(configId)}/${ids['+14155550101']}`, { is_active: false });
    expect(await resolve(api, { to })).toEqual(['same_area', SAN_FRANCISCO]);
    await sql('UPDATE phone_number_syncs SET gone_at = now() WHERE phone_number_id = $1', ids[SAN_FRANCISCO]);
    expect(await resolve(api, { to })).toEqual(['same_country', NEW_YORK]);
    await api.post(`${numbersOf(configId)}/${ids[NEW_YORK]}/set-default-caller`);
    await api.patch(`${numbersOf(configId)}/${ids[NEW_YORK]}`, { is_active: false });
    expectProblem(await api.post(CALLER_ID_RESOLUTIONS, { to }), 'no_caller_id');
  });

  it('is of the default configuration first, and of the best of the others where that has none', async () => {
    const { api } = await aTenant();
    const first = await anAccount(api, [LONDON]);
    const second = await anAccount(api, [NEW_YORK, SAN_FRANCISCO]);
    const preferred = await anAccount(api, ['+4930123456'], { is_default_outbound: true });
    const to = '+14155559999';
    expect(await resolve(api, { to })).toEqual(['first_active', '+4930123456']);
    await api.patch(`${numbersOf(preferred.configId)}/${preferred.ids['+4930123456']}`, { is_active: false });
    expect(await resolve(api, { to })).toEqual(['same_area', SAN_FRANCISCO]);
    expect(await resolve(api, { to: '+33123456789' })).toEqual(['first_active', LONDON]);
    expect(await resolve(api, { to, telephony_configuration_id: first.configId })).toEqual(['first_active', LONDON]);
    const parked = 'UPDATE telephony_configurations SET inactive_since = now(), inactive_reason = $2 WHERE id = $1';
    await sql(parked, second.configId, 'unreachable: Nobody answers.');
    expect(await resolve(api, { to })).toEqual(['first_active', LONDON]);
    const refused = await api.post(CALLER_ID_RESOLUTIONS, { to, telephony_configuration_id: second.configId });
    expectProblem(refused, 'no_caller_id');
    expect(refused.body.detail).toContain('unreachable: Nobody answers.');
  });

  it('is none of a configuration that is not ready for outbound calls', async () => {
    const { id: organizationId, api } = await aTenant();
    const { trunkConfigId } = await createParkedTrunk(app, organizationId, 'Trunks');
    const asked = { to: '+14155559999', telephony_configuration_id: trunkConfigId };
    await sql('UPDATE telephony_configurations SET inactive_since = NULL WHERE id = $1', trunkConfigId);
    const number = await createNumber(api, trunkConfigId, { address: SAN_FRANCISCO });
    await api.post(`${numbersOf(trunkConfigId)}/${number.id}/set-default-caller`);
    const config = (await api.get(`${CONFIGS}/${trunkConfigId}`)).body;
    expect(config.setup_checklist.is_ready_for_outbound).toBe(false);
    const refused = await api.post(CALLER_ID_RESOLUTIONS, asked);
    expectProblem(refused, 'no_caller_id');
    expect(refused.body.detail).toMatch(/Save the credentials again/);
    expectProblem(await api.post(CALLER_ID_RESOLUTIONS, { to: asked.to }), 'no_caller_id');
  });

  it('is nobody else’s', async () => {
    const [{ api }, { api: rival }] = [await aTenant(), await aTenant()];
    const { configId } = await anAccount(rival, [SAN_FRANCISCO]);
    const answer = await api.post(CALLER_ID_RESOLUTIONS, { to: NEW_YORK, telephony_configuration_id: configId });
    expectProblem(answer, 'telephony_config_not_found');
    expectProblem(await api.post(CALLER_ID_RESOLUTIONS, { to: NEW_YORK }), 'no_caller_id');
  });

  it.each<[code: Parameters<typeof expectProblem>[1], pointer: string, body: object]>([
    ['address_not_valid', '/to', { to: '+1' }],
    ['country_code_required', '/country_code', { to: '4155550100' }],
  ])('needs a number that can be read: %s', async (code, pointer, body) => {
    const { api } = await aTenant();
    const answer: ApiResponse = await api.post(CALLER_ID_RESOLUTIONS, body);
    expectProblem(answer, code);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

it('is found among many numbers without looking at them', async () => {
  const { id: organizationId, api } = await aTenant();
  const { configId } = await anAccount(api, [SAN_FRANCISCO]);
  await sql(
    `WITH n AS (
       INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
              address_normalized, address_type, country_code, is_active)
       SELECT c.organization_id, c.id, c.provider, c.account_id, a, a, 'pstn', 'US', k % 2 = 0
         FROM telephony_configurations c, generate_series(0, 9999) AS k,
              LATERAL (SELECT '+1' || (200 + k % 700) || '55' || lpad((k / 700)::text, 5, '0') AS a) AS made
        WHERE c.id = $1
       RETURNING id, telephony_configuration_id)
     INSERT INTO phone_number_syncs (phone_number_id, telephony_configuration_id, state)
     SELECT id, telephony_configuration_id, 'in_sync' FROM n`,
    configId,
  );
  await sql('ANALYZE phone_numbers, phone_number_syncs');
  expect(await resolve(api, { to: '+16465500007' })).toEqual(['same_area', '+16465500006']);
  const values = [organizationId, null, '+16465500007', 'US', null, true];
  const [explained] = await sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${CALLER_ID_CANDIDATES.text}`,
    ...values,
  );
  const nodes = nodesOf(explained?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none', 'Actual Rows': Infinity });
  const scans = nodes.filter((node) => node['Relation Name'] === 'phone_numbers');
  expect(scans.length).toBeGreaterThanOrEqual(4);
  for (const scan of scans) {
    expect(scan['Node Type']).toMatch(/^Index/);
    expect(scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(5);
  }
});
