import { createConfig } from '../factories/telephony-config.factory.js';
import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { anAddress, createNumber } from '../factories/phone-number.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import type { ApiResponse } from '../support/api-client.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { CONFIGS, numbersOf, ROUTE_EXPLANATIONS, UNVERIFIED_CONFIGS, WORKFLOWS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { TestApp } from '../support/test-app.js';

const STEPS = [
  'account_known',
  'signature_valid',
  'address_readable',
  'number_known',
  'number_active',
  'configuration_active',
  'number_bound',
  'workflow_active',
];

let app: TestApp;
let tenant: Tenant;
let accounts = 0;

beforeAll(async () => {
  app = await TestApp.start();
  tenant = await createTenant(app, 'Acme');
});

afterAll(async () => {
  await app.stop();
});

/** A configuration whose account no other one has. */
async function anAccount({ api }: Tenant = tenant, fields: object = {}) {
  accounts += 1;
  const accountId = `AC${accounts.toString(16).padStart(32, 'e')}`;
  const config = await createConfig(api, { config: { account_sid: accountId, ...fields } });
  return { configId: config.id as number, name: config.name as string, accountId };
}

async function explain(body: object, { api }: Tenant = tenant): Promise<ApiResponse['body']> {
  const answer = await api.post(ROUTE_EXPLANATIONS, body);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
}

/** The outcome of each step as one word: up to which the decision has come. */
function outcomes(explanation: ApiResponse['body']): string[] {
  expect(explanation.trace.map(({ step }: { step: string }) => step)).toEqual(STEPS);
  return explanation.trace.map(({ outcome }: { outcome: string }) => outcome);
}

/** Every step before this one is passed, every one after it is not looked at. */
function failedAt(step: string): string[] {
  const at = STEPS.indexOf(step);
  return STEPS.map((name, index) =>
    index === at ? 'failed' : index > at || name === 'signature_valid' ? 'skipped' : 'ok',
  );
}

describe('a call that would be answered', () => {
  it.each<[target: object, fallback: object | null, answer: string]>([
    [
      { type: 'stream', url: 'wss://agent.example.com/media?key=hidden' },
      null,
      'The caller talks to the voice agent at wss://agent.example.com/media.',
    ],
    [
      { type: 'webhook', url: 'https://user:hidden@app.example.com/voice' },
      { type: 'dial', to: '+14155550199' },
      'The endpoint https://****@app.example.com/voice is asked, and the caller experiences what it answers. If that fails, the call is forwarded to +14155550199.',
    ],
    [{ type: 'dial', to: 'sip:desk@pbx.example.com' }, null, 'The call is forwarded to sip:desk@pbx.example.com.'],
    [{ type: 'say', text: 'We are closed.' }, null, 'The caller hears "We are closed.", and the call ends.'],
  ])('is explained to its end: %j', async (target, fallback, answer) => {
    const { configId, accountId, name } = await anAccount();
    const workflow = await createWorkflow(tenant.api, { name: 'Reception', target, fallback_target: fallback });
    const fields = { inbound_workflow_id: workflow.id, label: 'Front desk' };
    const number = await createNumber(tenant.api, configId, fields);
    const question = { to: number.address, from: '+442079460000' };
    const explanation = await explain({ provider: 'twilio', account_id: accountId, ...question });
    expect(explanation).toEqual({
      outcome: 'answered',
      reason: null,
      message: 'The call is answered by the workflow "Reception".',
      address: number.address,
      is_stale: false,
      trace: expect.anything(),
      telephony_configuration: { id: configId, name, provider: 'twilio' },
      phone_number: {
        id: number.id,
        telephony_configuration_id: configId,
        address: number.address,
        label: 'Front desk',
        is_active: true,
        version: number.version,
      },
      workflow: { id: workflow.id, name: 'Reception', target_type: workflow.target.type, is_active: true, version: 1 },
      answer,
      nearest: [],
    });
    expect(outcomes(explanation)).toEqual(STEPS.map((step) => (step === 'signature_valid' ? 'skipped' : 'ok')));
    expect(explanation.trace[1].message).toBe('Only a real call shows whether its signature is right.');
    expect(await explain({ telephony_configuration_id: configId, ...question })).toEqual(explanation);
  });

  it('is found in every spelling that its carrier could send', async () => {
    const { configId } = await anAccount();
    const workflow = await createWorkflow(tenant.api);
    const { address } = await createNumber(tenant.api, configId, { inbound_workflow_id: workflow.id });
    const national = `(${address.slice(2, 5)}) ${address.slice(5, 8)}-${address.slice(8)}`;
    for (const spelling of [{ to: address }, { to: `tel:${address}` }, { to: national, to_country: 'US' }]) {
      const { outcome, address: found } = await explain({ telephony_configuration_id: configId, ...spelling });
      expect([outcome, found]).toEqual(['answered', address]);
    }
  });
});

describe('a call that would be refused', () => {
  /** A number that would be answered, and what is about it. */
  async function answered() {
    const account = await anAccount();
    const workflow = await createWorkflow(tenant.api);
    const number = await createNumber(tenant.api, account.configId, { inbound_workflow_id: workflow.id });
    return { ...account, workflowId: workflow.id as number, numberId: number.id as number, address: number.address };
  }

  type Answered = Awaited<ReturnType<typeof answered>>;

  it.each<[reason: string, step: string, near: string, spoil: (subject: Answered) => Promise<unknown>]>([
    [
      'number_inactive',
      'number_active',
      'number_inactive',
      ({ configId, numberId }) => tenant.api.patch(`${numbersOf(configId)}/${numberId}`, { is_active: false }),
    ],
    [
      'configuration_inactive',
      'configuration_active',
      'configuration_inactive',
      ({ configId }) =>
        runSql(app.database.url, 'UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1', [
          configId,
        ]),
    ],
    [
      'number_unbound',
      'number_bound',
      'workflow_missing',
      ({ configId, numberId }) => tenant.api.patch(`${numbersOf(configId)}/${numberId}`, { inbound_workflow_id: null }),
    ],
    [
      'workflow_inactive',
      'workflow_active',
      'workflow_inactive',
      ({ workflowId }) => tenant.api.patch(`${WORKFLOWS}/${workflowId}`, { is_active: false }),
    ],
  ])('because of %s is explained with its number', async (reason, step, near, spoil) => {
    const subject = await answered();
    await spoil(subject);
    const question = { provider: 'twilio', account_id: subject.accountId, to: subject.address };
    const explanation = await eventually(
      () => explain(question),
      ({ outcome }) => outcome === 'refused',
    );
    expect(explanation).toMatchObject({
      outcome: 'refused',
      reason,
      address: subject.address,
      telephony_configuration: { id: subject.configId },
      phone_number: { id: subject.numberId },
      answer: expect.stringMatching(/^The caller hears "We are sorry/),
      nearest: [{ id: subject.numberId, reason: near, message: expect.stringMatching(/\S/) }],
    });
    expect(outcomes(explanation)).toEqual(failedAt(step));
    expect(explanation.message).toMatch(/PATCH|POST|Repair/);
    expect(explanation.trace[STEPS.indexOf(step)]).toMatchObject({ reason, message: explanation.message });
  });

  it('because nobody has the number is explained with those that resemble it', async () => {
    const [own, other] = [await anAccount(), await anAccount()];
    const [plivo] = [
      await tenant.api.post(UNVERIFIED_CONFIGS, {
        name: 'A Plivo account',
        config: { provider: 'plivo', auth_id: 'MAXXXXXXXXXXXXXXXXXX', auth_token: 'a-token', application_id: '1' },
      }),
    ];
    const called = anAddress();
    const abroad = `+52${called.slice(2)}`;
    const there = await createNumber(tenant.api, other.configId, { address: called });
    const elsewhere = await createNumber(tenant.api, plivo.body.id, { address: called });
    const respelled = await createNumber(tenant.api, own.configId, { address: abroad, label: 'Typed wrong' });
    await createNumber(tenant.api, own.configId, { address: '+14155559999' });
    const explanation = await explain({ telephony_configuration_id: own.configId, to: called });
    expect(explanation).toMatchObject({
      outcome: 'refused',
      reason: 'number_unknown',
      address: called,
      telephony_configuration: { id: own.configId },
      phone_number: null,
      workflow: null,
    });
    expect(outcomes(explanation)).toEqual(failedAt('number_known'));
    expect(explanation.nearest).toEqual([
      expect.objectContaining({ id: there.id, reason: 'other_account', telephony_configuration_name: other.name }),
      expect.objectContaining({ id: elsewhere.id, reason: 'other_provider', provider: 'plivo' }),
      {
        id: respelled.id,
        telephony_configuration_id: own.configId,
        telephony_configuration_name: own.name,
        provider: 'twilio',
        address: abroad,
        label: 'Typed wrong',
        reason: 'other_spelling',
        message: expect.stringContaining(abroad),
      },
    ]);
  });

  it('because its address cannot be read is explained with those that it may mean', async () => {
    const { configId } = await anAccount();
    const number = await createNumber(tenant.api, configId);
    for (const to of [number.address.slice(2), `${number.address.slice(2)} x1`, 'reception']) {
      const explanation = await explain({ telephony_configuration_id: configId, to });
      expect(explanation).toMatchObject({ outcome: 'refused', reason: 'address_unreadable', address: null });
      expect(outcomes(explanation)).toEqual(failedAt('address_readable'));
    }
    const { nearest } = await explain({ telephony_configuration_id: configId, to: number.address.slice(2) });
    expect(nearest).toEqual([expect.objectContaining({ id: number.id, reason: 'other_spelling' })]);
  });

  it('lists ten numbers at most, those with the most digits in common first', async () => {
    const { configId } = await anAccount();
    const suffix = '5557701';
    const areas = ['212', '213', '214', '215', '216', '217', '218', '219', '224', '225', '228', '229'];
    for (const area of areas) await createNumber(tenant.api, configId, { address: `+1${area}${suffix}` });
    const { nearest } = await explain({ telephony_configuration_id: configId, to: `+1312${suffix}` });
    expect(nearest).toHaveLength(10);
    expect(nearest[0].address).toBe(`+1212${suffix}`);
    expect(new Set(nearest.map(({ reason }: { reason: string }) => reason))).toEqual(new Set(['other_spelling']));
  });
});

describe('another organization', () => {
  it('is not told apart from one that does not exist', async () => {
    const rival = await createTenant(app, 'Rival');
    const theirs = await anAccount(rival);
    const workflow = await createWorkflow(rival.api, { name: 'Rival agent' });
    const { address } = await createNumber(rival.api, theirs.configId, { inbound_workflow_id: workflow.id });
    const ask = (accountId: string): Promise<ApiResponse['body']> =>
      explain({ provider: 'twilio', account_id: accountId, to: address });
    const ofTheirs = await ask(theirs.accountId);
    expect(ofTheirs).toMatchObject({
      outcome: 'refused',
      reason: 'account_unknown',
      telephony_configuration: null,
      phone_number: null,
      workflow: null,
      answer: expect.stringContaining('403'),
      nearest: [],
    });
    expect(outcomes(ofTheirs)).toEqual(failedAt('account_known'));
    expect(await ask(`AC${'0'.repeat(32)}`)).toEqual(ofTheirs);
    const foreign = { telephony_configuration_id: theirs.configId, to: address };
    expectProblem(await tenant.api.post(ROUTE_EXPLANATIONS, foreign), 'telephony_config_not_found');
  });

  it('with the same account shows none of its numbers, and takes none of the calls', async () => {
    const rival = await createTenant(app, 'Rival');
    const theirs = await anAccount(rival);
    const mine = await createConfig(tenant.api, { config: { account_sid: theirs.accountId } });
    const workflow = await createWorkflow(rival.api);
    const { address } = await createNumber(rival.api, theirs.configId, { inbound_workflow_id: workflow.id });
    const ask = (to: string): Promise<ApiResponse['body']> =>
      explain({ provider: 'twilio', account_id: theirs.accountId, to });
    const taken = await ask(address);
    expect(taken).toMatchObject({ reason: 'number_unknown', telephony_configuration: { id: mine.id }, nearest: [] });
    const free = anAddress();
    expect({ ...(await ask(free)), address: null }).toEqual({ ...taken, address: null });
  });
});

describe('a question', () => {
  it('names exactly one account', async () => {
    const { configId, accountId } = await anAccount();
    const both = {
      provider: 'twilio',
      account_id: accountId,
      telephony_configuration_id: configId,
      to: '+14155550100',
    };
    const { provider: _provider, telephony_configuration_id: _id, ...unnamed } = both;
    for (const body of [both, unnamed, { to: '+14155550100' }, { provider: 'twilio', to: '+14155550100' }]) {
      expectProblem(await tenant.api.post(ROUTE_EXPLANATIONS, body), 'validation_failed');
    }
    const unknown = { ...unnamed, provider: 'nobody' };
    const refusal = await tenant.api.post(ROUTE_EXPLANATIONS, unknown);
    expectProblem(refusal, 'provider_unknown');
    expect(refusal.body.errors[0].pointer).toBe('/provider');
  });

  it('about a PBX is answered by its configuration', async () => {
    const config = await tenant.api.post(UNVERIFIED_CONFIGS, {
      name: 'A PBX',
      config: {
        provider: 'ari',
        ari_endpoint: 'http://127.0.0.1:9',
        app_name: 'dialplane',
        app_password: 'a-password',
        ws_client_name: 'dialplane',
      },
    });
    expect(config.status).toBe(201);
    const workflow = await createWorkflow(tenant.api);
    const fields = { address: 'reception', inbound_workflow_id: workflow.id };
    const number = await createNumber(tenant.api, config.body.id, fields);
    const explanation = await explain({ telephony_configuration_id: config.body.id, to: 'Reception' });
    expect(explanation).toMatchObject({ outcome: 'answered', phone_number: { id: number.id, address: 'reception' } });
    const { nearest } = await explain({
      telephony_configuration_id: config.body.id,
      to: 'sip:reception@pbx.example.com',
    });
    expect(nearest).toEqual([expect.objectContaining({ id: number.id, reason: 'other_spelling' })]);
    await tenant.api.delete(`${CONFIGS}/${config.body.id}?force=true`);
  });
});

it('finds what resembles a number by indexes', async () => {
  const { configId, accountId } = await anAccount();
  await runSql(
    app.database.url,
    `INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
            address_normalized, address_type)
     SELECT $1, $2, 'twilio', $3, '+1415' || n, '+1415' || n, 'pstn' FROM generate_series(6000000, 6005000) AS n`,
    [tenant.id, configId, accountId],
  );
  await runSql(app.database.url, 'ANALYZE phone_numbers');
  const uses = async (): Promise<number> => {
    const [row] = await runSql<{ idx_scan: string }>(
      app.database.url,
      `SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'ix_phone_numbers_organization_suffix'`,
    );
    return Number(row?.idx_scan);
  };
  const before = await uses();
  const { nearest } = await explain({ telephony_configuration_id: configId, to: '+12126003000' });
  expect(nearest).toEqual([expect.objectContaining({ address: '+14156003000' })]);
  await eventually(uses, (count) => count > before, 15_000);
});
