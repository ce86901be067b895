import { randomUUID } from 'node:crypto';
import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { createConfig } from '../factories/telephony-config.factory.js';
import { SignatureDiagnosisStore } from '../../src/inbound/doctor/signature-diagnosis.store.js';
import type { ApiResponse } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { kit } from '../support/carriers/twilio.kit.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { ORGANIZATIONS, SIGNATURE_DIAGNOSES, UNVERIFIED_CONFIGS } from '../support/paths.js';
import { expectProblem } from '../support/problem.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const WARNINGS = `${ORGANIZATIONS}/telephony-config-warnings`;
const CALLER = '+442079460123';

let sandbox: Sandbox;
let app: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await TestApp.start({ carrierBaseUrls: sandbox.env });
  tenant = await createTenant(app, 'Acme');
});

afterAll(async () => {
  await app.stop();
  await sandbox.close();
});

/** An account at Twilio that the tenant has registered. */
async function anAccount(owner: Tenant = tenant) {
  const account = openAccount(sandbox, 'twilio');
  const { configId } = await registerAccount(owner.api, account);
  await app.routesAreKnown();
  return { account, configId };
}

function webhook(account: CarrierAccount, options?: WebhookOptions, url = answerUrl(app, 'twilio')): SentWebhook {
  const call = { callId: `CA${randomUUID().replaceAll('-', '')}`, from: CALLER, to: account.addresses[0] ?? '' };
  const sent = kit.inbound?.call(account, url, call, options);
  if (!sent) throw new Error('the kit of Twilio announces no calls');
  return { ...sent, url: sent.url.replace('http://', 'https://') };
}

/** Signed for the URL that the carrier was told, which has another scheme than the one that is expected. */
const overHttp = (account: CarrierAccount): SentWebhook =>
  webhook(account, {}, answerUrl(app, 'twilio').replace('https://', 'http://'));

async function refused(sent: SentWebhook): Promise<void> {
  expect((await deliver(app, sent)).status).toBe(403);
}

async function diagnosesOf(configId: number, { api }: Tenant = tenant): Promise<ApiResponse['body'][]> {
  const answer = await api.get(`${SIGNATURE_DIAGNOSES}?telephony_configuration_id=${configId}`);
  expect(answer.status).toBe(200);
  return answer.body.signature_diagnoses;
}

/** The diagnosis of a configuration, as soon as there is one. */
async function diagnosisOf(configId: number, owner = tenant): Promise<ApiResponse['body']> {
  const [diagnosis] = await eventually(
    () => diagnosesOf(configId, owner),
    (rows) => rows.length === 1,
  );
  return diagnosis;
}

async function warningsOf(configId: number): Promise<ApiResponse['body'][]> {
  const { warnings } = (await tenant.api.get(WARNINGS)).body;
  return warnings.filter((row: { telephony_configuration_id: number }) => row.telephony_configuration_id === configId);
}

describe('a refused webhook of an account that is known', () => {
  it('is looked into by itself, and stays refused', async () => {
    const { account, configId } = await anAccount();
    const sent = overHttp(account);
    await refused(sent);
    const diagnosis = await diagnosisOf(configId);
    expect(diagnosis).toEqual({
      id: expect.any(Number),
      telephony_configuration_id: configId,
      provider: 'twilio',
      verdict: 'fixable',
      fault: 'signature_wrong',
      setting: 'PUBLIC_BASE_URL',
      message: expect.stringContaining('Set PUBLIC_BASE_URL to http://calls.example.com'),
      passed_with: { url: 'http instead of https', secret: 'primary', telephony_configuration_id: configId },
      failures: 1,
      failing_since: diagnosis.last_failure_at,
      last_failure_at: expect.stringMatching(/Z$/),
      diagnosed_at: expect.stringMatching(/Z$/),
    });
    await refused(sent);
    expect(await warningsOf(configId)).toEqual([
      {
        code: 'signature_failures',
        telephony_configuration_id: configId,
        detail: expect.stringMatching(
          /^A webhook of ".*" could not be verified.*Setting to change: PUBLIC_BASE_URL\.$/,
        ),
      },
    ]);
  });

  it('is disowned when a stranger sends it, and nothing of it is kept', async () => {
    const { account, configId } = await anAccount();
    await refused(webhook(account, { secret: 'a-strangers-guess' }));
    expect(await diagnosisOf(configId)).toMatchObject({ verdict: 'not_ours', setting: null, passed_with: null });
    expect(await warningsOf(configId)).toEqual([expect.objectContaining({ code: 'signature_failures' })]);
    const rows = await runSql<{ row: string }>(
      app.database.url,
      'SELECT to_jsonb(d)::text AS row FROM signature_diagnoses d',
    );
    const text = rows.map(({ row }) => row).join('\n');
    for (const hidden of [
      CALLER.slice(1),
      account.addresses[0]?.slice(1),
      account.credentials['auth_token'],
      'a-strangers-guess',
      account.id,
    ]) {
      expect(text).not.toContain(hidden);
    }
  });

  it('is told to every organization that has the account, each by its own secrets', async () => {
    const rival = await createTenant(app, 'Rival');
    const { account, configId } = await anAccount();
    const { configId: theirs } = await registerAccount(rival.api, account, { auth_token: 'another-token' });
    await app.routesAreKnown();
    await refused(overHttp(account));
    expect(await diagnosisOf(configId)).toMatchObject({ verdict: 'fixable' });
    expect(await diagnosisOf(theirs, rival)).toMatchObject({ verdict: 'not_ours' });
    expect(await diagnosesOf(theirs)).toEqual([]);
  });

  it('is no affair of anybody when the account is unknown, or when it passes', async () => {
    const { account, configId } = await anAccount();
    await refused(webhook(openAccount(sandbox, 'twilio')));
    expect((await deliver(app, webhook(account))).status).toBe(200);
    await refused(webhook(account, { secret: null }));
    expect(await diagnosisOf(configId)).toMatchObject({ fault: 'signature_missing', failures: 1 });
  });
});

describe('many of them', () => {
  it('are counted, and looked into once a minute', async () => {
    const second = await TestApp.start({ beside: app });
    const { account, configId } = await anAccount();
    await eventually(
      async () => (await deliver(second, webhook(account))).status,
      (status) => status === 200,
    );
    for (let n = 0; n < 40; n += 1) {
      const options = { secret: n === 0 ? 'guess' : 'another guess' };
      expect((await deliver(second, webhook(account, options))).status).toBe(403);
    }
    const first = await diagnosisOf(configId);
    await second.stop({ keepDatabase: true });
    const [last] = await diagnosesOf(configId);
    expect(last).toMatchObject({ failures: 40, diagnosed_at: first.diagnosed_at });
    expect((await warningsOf(configId))[0].detail).toMatch(/^40 webhooks of/);
  });

  it('do not hide what was found out about the own ones', async () => {
    const { account, configId } = await anAccount();
    await refused(overHttp(account));
    const { diagnosed_at } = await diagnosisOf(configId);
    const store = app.app.get(SignatureDiagnosisStore);
    const stranger = {
      verdict: 'not_ours',
      fault: 'signature_wrong',
      setting: null,
      message: 'Not ours.',
      passedWith: null,
    } as const;
    const count = { configurationId: configId, failures: 5, lastFailureAt: new Date() };
    await store.record(tenant.id, count, stranger);
    expect((await diagnosesOf(configId))[0]).toMatchObject({ verdict: 'fixable', diagnosed_at, failures: 6 });
    await runSql(
      app.database.url,
      `UPDATE signature_diagnoses SET diagnosed_at = now() - interval '61 minutes' WHERE telephony_configuration_id = $1`,
      [configId],
    );
    await store.record(tenant.id, count, stranger);
    expect((await diagnosesOf(configId))[0]).toMatchObject({ verdict: 'not_ours', failures: 11 });
    // An id of another organization stores nothing.
    await store.record(tenant.id + 1_000, count, stranger);
    expect((await diagnosesOf(configId))[0].failures).toBe(11);
  });

  it('are forgotten as a warning after a day, and begin anew', async () => {
    const { account, configId } = await anAccount();
    await refused(overHttp(account));
    await diagnosisOf(configId);
    expect(await warningsOf(configId)).toHaveLength(1);
    await runSql(
      app.database.url,
      `UPDATE signature_diagnoses SET failures = 70, last_failure_at = now() - interval '25 hours',
              failing_since = now() - interval '3 days' WHERE telephony_configuration_id = $1`,
      [configId],
    );
    expect(await warningsOf(configId)).toEqual([]);
    const count = { configurationId: configId, failures: 2, lastFailureAt: new Date() };
    const [{ verdict, fault, setting, message }] = await diagnosesOf(configId);
    await app.app
      .get(SignatureDiagnosisStore)
      .record(tenant.id, count, { verdict, fault, setting, message, passedWith: null });
    const [again] = await diagnosesOf(configId);
    expect(again.failures).toBe(2);
    expect(again.failing_since).toBe(again.last_failure_at);
    expect(await warningsOf(configId)).toHaveLength(1);
  });
});

describe('a diagnosis on request', () => {
  const question = ({ headers, body, method }: SentWebhook, fields: object): object => ({
    method,
    path: '/api/v1/telephony/inbound/twilio',
    headers,
    body,
    ...fields,
  });

  it('stores nothing', async () => {
    const { account, configId } = await anAccount();
    const asked = question(overHttp(account), { telephony_configuration_id: configId });
    const { body } = await tenant.api.post(SIGNATURE_DIAGNOSES, asked);
    expect(body).toMatchObject({ verdict: 'fixable', setting: 'PUBLIC_BASE_URL' });
    expect(await diagnosesOf(configId)).toEqual([]);
  });

  it('needs one URL, one body at most, and a configuration of the own organization', async () => {
    const { account, configId } = await anAccount();
    const rival = await createTenant(app, 'Rival');
    const sent = webhook(account);
    const valid = { telephony_configuration_id: configId };
    const ask = (fields: object, owner: Tenant = tenant): Promise<ApiResponse> =>
      owner.api.post(SIGNATURE_DIAGNOSES, question(sent, { ...valid, ...fields }));
    expect((await ask({})).status).toBe(200);
    for (const fields of [
      { url: sent.url },
      { path: undefined },
      { body_base64: 'YQ==' },
      { body: undefined, body_base64: 'no base64' },
      { path: 'no-slash' },
      { path: '/with space' },
      { path: undefined, url: 'ftp://example.com/' },
      { method: 'PUT' },
      { received_at: '2026-03-01 12:00' },
      { received_at: '2026-13-41T12:00:00Z' },
      { headers: { 'with space': 'x' } },
      { headers: { a: ['x'] } },
    ]) {
      expectProblem(await ask(fields), 'validation_failed');
    }
    expectProblem(await ask({}, rival), 'telephony_config_not_found');
  });

  it('is not to be had where calls come over a connection', async () => {
    const config = {
      provider: 'ari',
      ari_endpoint: 'http://127.0.0.1:9',
      app_name: 'a',
      app_password: 'b',
      ws_client_name: 'c',
    };
    const { id } = (await tenant.api.post(UNVERIFIED_CONFIGS, { name: 'A PBX', config })).body;
    const { account } = await anAccount();
    const asked = question(webhook(account), { telephony_configuration_id: id });
    expectProblem(await tenant.api.post(SIGNATURE_DIAGNOSES, asked), 'signature_not_supported');
  });

  it('takes the port and the host of the request for what they are: guesses', async () => {
    const config = await createConfig(tenant.api, { config: { auth_token: 'a-token' } });
    const asked = {
      telephony_configuration_id: config.id,
      method: 'POST',
      url: 'https://attacker.example.com/api/v1/telephony/inbound/twilio',
      headers: { Host: 'attacker.example.com', 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
      body: 'AccountSid=AC1',
    };
    const { body } = await tenant.api.post(SIGNATURE_DIAGNOSES, asked);
    expect(body).toMatchObject({ verdict: 'not_ours', passed_with: null });
    expect(JSON.stringify(body)).not.toContain('attacker');
  });
});
