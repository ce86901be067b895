import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiResponse } from '../support/api-client.js';
import { ApiClient } from '../support/api-client.js';
import type { ProviderName } from '../support/carrier-account.js';
import { PROVIDERS, unusedAddress } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import type { DataFolder } from '../support/data-folder.js';
import { makeDataFolder } from '../support/data-folder.js';
import { runSql } from '../support/database-snapshot.js';
import { API_KEYS, CONFIGS, UNVERIFIED_CONFIGS, JOBS, numbersOf, ORGANIZATIONS, WORKFLOWS } from '../support/paths.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';

/** A secret that is found wherever it gets to; its last four characters may be shown by a mask. */
function canary(name: string): string {
  return `canary-${name}-${randomBytes(12).toString('hex')}`;
}

/** Its first eleven characters are shown, as of every key. */
const BOOTSTRAP_KEY = `bootstrap-${randomBytes(16).toString('hex')}`;

/** Credentials that look right and are known to the carriers. */
const ACCOUNTS = {
  twilio: { account_sid: `AC${randomBytes(16).toString('hex')}`, auth_token: canary('twilio-token') },
  plivo: { auth_id: `MA${randomBytes(9).toString('hex').toUpperCase()}`, auth_token: canary('plivo-token') },
  vonage: {
    api_key: randomBytes(8).toString('hex'),
    api_secret: canary('vonage-secret'),
    signature_secret: canary('vonage-signature'),
    application_id: '11111111-2222-4333-8444-555555555555',
  },
};
const ACCOUNT_IDS = [ACCOUNTS.twilio.account_sid, ACCOUNTS.plivo.auth_id, ACCOUNTS.vonage.api_key];

/** Keeps every answer as text, headers included. */
class RecordingClient extends ApiClient {
  override async send(...request: Parameters<ApiClient['send']>): Promise<ApiResponse> {
    const answer = await super.send(...request);
    answers.push(JSON.stringify([[...answer.headers], answer.body]));
    return answer;
  }
}

const answers: string[] = [];
const secondSecrets: string[] = [];
/** Keys that the API has issued: each may be in one answer, and nowhere else. */
const issued: string[] = [];

let build: ServiceBuild;
let sandbox: Sandbox;
let folder: DataFolder;
let service: ServiceProcess;
let api: ApiClient;
let privateKey: string;
let dump: string;
let files: { encryptionKey: string; password: string };

beforeAll(async () => {
  [build, sandbox, folder] = await Promise.all([buildService(), startSandbox(), makeDataFolder()]);
  privateKey = sandbox.credentials.vonage['private_key'] ?? '';
  const { twilio, plivo, vonage } = ACCOUNTS;
  sandbox.twilio.addAccount({ accountSid: twilio.account_sid, authToken: twilio.auth_token });
  sandbox.plivo.addAccount({ authId: plivo.auth_id, authToken: plivo.auth_token });
  sandbox.vonage.addAccount({ apiKey: vonage.api_key, apiSecret: vonage.api_secret });
  sandbox.vonage.addApplication(vonage.api_key, { id: vonage.application_id, name: 'For Dialplane' });
  service = ServiceProcess.spawn(build, {
    ...sandbox.env,
    DATA_DIR: folder.path,
    BOOTSTRAP_API_KEY: BOOTSTRAP_KEY,
    PUBLIC_BASE_URL: 'https://calls.example.com',
    LOG_LEVEL: 'trace',
  });
  // Without a validator: some of these requests are not what any document describes.
  const validator = { validate: () => undefined } as unknown as ConstructorParameters<typeof ApiClient>[2];
  api = new RecordingClient(await service.url(), BOOTSTRAP_KEY, validator);
});

afterAll(async () => {
  await service.end('SIGKILL');
  await folder.remove();
  await sandbox.close();
  await build.remove();
});

function credentialsOf(provider: ProviderName): Record<string, string> {
  return provider === 'vonage' ? { ...ACCOUNTS.vonage, private_key: privateKey } : ACCOUNTS[provider];
}

function addNumber(provider: ProviderName): string {
  const address = unusedAddress();
  if (provider === 'twilio') sandbox.twilio.addNumber(ACCOUNTS.twilio.account_sid, { phone_number: address });
  else if (provider === 'plivo') sandbox.plivo.addNumber(ACCOUNTS.plivo.auth_id, { number: address });
  else sandbox.vonage.addNumber(ACCOUNTS.vonage.api_key, { country: 'US', msisdn: address });
  return address;
}

/** What goes wrong with bodies; the values are real secrets in the wrong place. */
async function sendWrongBodies(provider: ProviderName, configId: number): Promise<void> {
  const credentials = credentialsOf(provider);
  const path = `${CONFIGS}/${configId}`;
  const [idField = '', idValue = ''] = Object.entries(credentials)[0] ?? [];
  const secretField = provider === 'vonage' ? 'api_secret' : 'auth_token';
  const secret = credentials[secretField] ?? '';
  const bodies: unknown[] = [
    { name: 'Wrong', config: { provider, ...credentials, [idField]: `${secret}\n${secret}` } },
    { name: 'Wrong', config: { provider, ...credentials, [`${secretField}s`]: secret } },
    { name: 'Wrong', config: { provider, ...credentials, [secretField]: `${secret} ${secret}` } },
    { name: 'Wrong', config: { provider, ...credentials, [secretField]: [secret] } },
    { name: 'Wrong', config: { provider, ...credentials, [secretField]: { secret } } },
    { name: 'Wrong', config: { ...credentials, provider: secret } },
    { name: 'Wrong', config: secret },
    { name: [secret], config: { provider, ...credentials } },
    { name: 'Wrong', config: { provider, ...credentials }, [secretField]: secret },
  ];
  for (const body of bodies) expect((await api.post(CONFIGS, body)).status).toBe(422);
  for (const config of [
    { [secretField]: `${secret}****` },
    { [secretField]: `****${secret}` },
    { [idField]: `${secret}\n`.repeat(2) },
  ]) {
    expect((await api.put(path, { config })).status).toBe(422);
  }
  expect((await api.patch(path, { config: { provider: 'other', [secretField]: secret } })).status).toBe(400);
  const rawBody = `{"name": "Wrong", "config": {"${idField}": "${idValue}", "${secretField}": "${secret}"`;
  expect((await api.post(CONFIGS, undefined, { rawBody })).status).toBe(400);
  const headers = { 'Content-Type': 'text/plain' };
  expect((await api.post(CONFIGS, undefined, { rawBody, headers })).status).toBe(415);
  expect((await api.get(`${CONFIGS}?token=${secret}`)).status).toBe(400);
}

/** What goes wrong at the carrier, which repeats our secrets in its answers. */
async function sendToFaultyCarrier(provider: ProviderName, configId: number, workflowId: number): Promise<void> {
  const carrier = sandbox[provider];
  const echo = { message: JSON.stringify(credentialsOf(provider)), code: 20003, error: credentialsOf(provider) };
  const faults = [
    () => carrier.fail({ status: 401, body: echo }),
    () => carrier.fail({ status: 400, body: echo }),
    () => carrier.fail({ status: 500, body: echo, match: { method: /POST|PUT/ }, times: 1 }),
    () => carrier.fail({ status: 200, body: echo }),
    () => carrier.fail({ status: 307, body: echo, headers: { location: `${carrier.baseUrl}/${BOOTSTRAP_KEY}` } }),
    () => carrier.rateLimit({ retryAfterSeconds: 60 }),
    () => carrier.malformedJson(),
    () => carrier.resetMidBody({ match: { method: 'POST' }, times: 1 }),
  ];
  for (const switchOn of faults) {
    const address = addNumber(provider);
    switchOn();
    const numbers = numbersOf(configId);
    await api.post(numbers, { address, inbound_workflow_id: workflowId });
    const query = '?skip_ownership_check=true';
    const kept = await api.post(`${numbers}${query}`, { address, inbound_workflow_id: workflowId });
    const id = kept.body.id ?? (await api.get(`/api/v1/phone-numbers/by-address/${address}`)).body.phone_numbers[0].id;
    await api.post(`${numbers}/${id}/sync`);
    await api.delete(`${numbers}/${id}`);
    carrier.clearFaults();
    await api.post(`${numbers}/${id}/sync`);
  }
}

/** A second secret comes, does not work, changes places and goes; and what can go wrong with its body. */
async function rotateSecret(provider: ProviderName, configId: number): Promise<void> {
  const path = `${CONFIGS}/${configId}/secondary-secret`;
  const secret = canary(`second-${provider}`);
  secondSecrets.push(secret);
  const isSupported = provider !== 'vonage';
  const status = (of: number): number => (isSupported ? of : 400);
  expect((await api.put(path, { value: `${secret} ${secret}` })).status).toBe(status(422));
  expect((await api.put(path, { value: [secret] })).status).toBe(422);
  expect((await api.put(path, { value: secret, values: secret })).status).toBe(422);
  const headers = { 'Idempotency-Key': `second-${provider}` };
  expect((await api.put(path, { value: secret }, { headers })).status).toBe(status(200));
  expect((await api.put(path, { value: `${secret}-other` })).status).toBe(status(409));
  expect((await api.post(`${path}/promote`)).status).toBe(status(422));
  for (let times = 0; times < 2; times += 1) {
    expect((await api.post(`${path}/promote?verify_credentials=false`)).status).toBe(status(200));
    await api.get(`${CONFIGS}/${configId}`);
  }
  await api.get(`${CONFIGS}/${configId}/shared-resources`);
  await api.get('/api/v1/orphans');
  expect((await api.delete(path)).status).toBe(status(200));
}

/** The whole account is listed, compared and imported while the carrier answers, and while it repeats our secrets. */
async function compareAccount(provider: ProviderName, configId: number): Promise<void> {
  const carrier = sandbox[provider];
  const path = `${CONFIGS}/${configId}`;
  const echo = { message: JSON.stringify(credentialsOf(provider)), error: credentialsOf(provider) };
  const number = addNumber(provider);
  const added = await api.post(`${numbersOf(configId)}?skip_ownership_check=true`, { address: number });
  const numberPath = `${numbersOf(configId)}/${added.body.id}/path`;
  const started: number[] = [];
  const askForAll = async (): Promise<void> => {
    for (const work of ['import', 'reconcile']) {
      const { status, body } = await api.post(`${path}/${work}`, {});
      if (status === 202) started.push(body.job_id);
    }
    await api.get(`${path}/inventory`);
    await api.post(`${path}/reconcile?dry_run=true`, {});
    await api.post(`${path}/verify`);
    await api.post(`${numberPath}/check`);
    await api.get(numberPath);
  };
  await askForAll();
  for (const status of [200, 400, 401]) {
    carrier.fail({ status, body: echo });
    await askForAll();
    carrier.clearFaults();
  }
  expect(started.length).toBeGreaterThanOrEqual(2);
  for (const id of started) for (const view of ['', '/items']) await api.get(`${JOBS}/${id}${view}`);
  await api.get(JOBS);
}

/** What goes wrong in the database while it writes secrets. */
async function sendToFaultyDatabase(): Promise<void> {
  const url = await folder.databaseUrl();
  const config = { provider: 'twilio', ...ACCOUNTS.twilio };
  const requests = [
    () => api.post(CONFIGS, { name: 'Broken', config }),
    () => api.post(API_KEYS, { name: 'Broken', scopes: ['read'] }),
    () => api.post(ORGANIZATIONS, { name: 'Broken' }, { headers: { 'Idempotency-Key': canary('idempotency') } }),
  ];
  const tables = ['telephony_configurations', 'api_keys', 'idempotency_keys'];
  for (const table of tables) await runSql(url, `ALTER TABLE ${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
  for (const send of requests) expect((await send()).status).toBe(500);
  for (const table of tables) await runSql(url, `ALTER TABLE ${table} DROP CONSTRAINT broken`);
  for (const table of tables) await runSql(url, `ALTER TABLE ${table} RENAME TO away_${table}`);
  for (const send of requests) expect((await send()).status).toBeGreaterThanOrEqual(401);
  for (const table of tables) await runSql(url, `ALTER TABLE away_${table} RENAME TO ${table}`);
}

async function dumpDatabase(): Promise<string> {
  const url = await folder.databaseUrl();
  const tables = await runSql<{ name: string }>(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  const rows = [];
  for (const { name } of tables) {
    const found = await runSql<{ row: string }>(url, `SELECT row_to_json(t)::text AS row FROM ${name} t`);
    rows.push(`${name}: ${found.length}`, ...found.map(({ row }) => row));
  }
  return rows.join('\n');
}

/** A secret as it is, and as it may look where somebody has encoded it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // In base64 a text looks different at each offset; the middle is the same but for the edges.
  const shifted = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset, 'x'), bytes]).toString('base64');
    return encoded.slice(4, -4);
  });
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...shifted];
}

/** Everything that must be nowhere: each secret, and of the private key each line. */
function secrets(): string[] {
  const lines = privateKey.split('\n').filter((line) => line.length === 64);
  const { twilio, plivo, vonage } = ACCOUNTS;
  const { signature_secret: signature } = vonage;
  const credentials = [twilio.auth_token, plivo.auth_token, vonage.api_secret, signature, ...secondSecrets];
  return [...credentials, BOOTSTRAP_KEY, ...lines];
}

function expectNone(text: string, unwanted: readonly string[]): void {
  for (const secret of unwanted) {
    for (const spelling of spellings(secret)) {
      const at = text.indexOf(spelling);
      expect(at < 0 ? 'nowhere' : text.slice(Math.max(0, at - 200), at + 100)).toBe('nowhere');
    }
  }
}

describe('secrets', () => {
  it('are masked in every answer that shows a configuration', async () => {
    const workflow = await api.post(WORKFLOWS, { name: 'Agent', target: { type: 'say', text: 'Hello' } });
    expect(workflow.status).toBe(201);
    const configs: { provider: ProviderName; id: number }[] = [];
    for (const provider of PROVIDERS) {
      const credentials = credentialsOf(provider);
      const headers = { 'Idempotency-Key': `create-${provider}` };
      const body = { name: `My ${provider}`, config: { provider, ...credentials } };
      const created = await api.post(UNVERIFIED_CONFIGS, body, { headers });
      const replayed = await api.post(UNVERIFIED_CONFIGS, body, { headers });
      const path = `${CONFIGS}/${created.body.id}`;
      const renamed = await api.put(path, { name: `Our ${provider}`, config: created.body.credentials });
      const shown = [created, replayed, renamed, await api.get(path), await api.post(`${path}/set-default-outbound`)];
      const open = new Set(['application_id', 'amd_enabled', 'region', 'edge']);
      for (const { body: config } of shown) {
        for (const [name, value] of Object.entries(credentials)) {
          expect([name, config.credentials[name]]).toEqual([
            name,
            open.has(name) ? value : `****${value.trim().slice(-4)}`,
          ]);
        }
      }
      configs.push({ provider, id: created.body.id });
    }
    expect((await api.get(CONFIGS)).body.configurations).toHaveLength(3);

    for (const { provider, id } of configs) {
      await sendWrongBodies(provider, id);
      await rotateSecret(provider, id);
      await sendToFaultyCarrier(provider, id, workflow.body.id);
      await compareAccount(provider, id);
    }
  });

  it('are shown once when they are keys of ours', async () => {
    const headers = { 'Idempotency-Key': 'create-organization' };
    const organization = await api.post(ORGANIZATIONS, { name: 'Tenant' }, { headers });
    const key = await api.post(API_KEYS, { name: 'Key', scopes: ['read'] });
    issued.push(organization.body.api_key.key, key.body.key);
    expect(issued.every((secret) => secret.startsWith('dp_'))).toBe(true);
    for (const path of [API_KEYS, ORGANIZATIONS, `${ORGANIZATIONS}/current`]) {
      expectNone(JSON.stringify((await api.get(path)).body), issued);
    }
    for (const secret of issued) expect(answers.filter((answer) => answer.includes(secret))).toHaveLength(1);
    const stranger = new RecordingClient(api.baseUrl, canary('unknown-key'), {
      validate: () => undefined,
    } as unknown as ConstructorParameters<typeof ApiClient>[2]);
    expect((await stranger.get(`${CONFIGS}?api_key=${BOOTSTRAP_KEY}`)).status).toBe(401);
  });

  it('outlive errors of the database, metrics and the end of the process without getting out', async () => {
    await sendToFaultyDatabase();
    for (const path of ['/metrics', '/healthz', '/readyz', '/api/openapi.json']) await api.get(path);
    dump = await dumpDatabase();
    files = {
      encryptionKey: (await readFile(join(folder.path, 'encryption-key'), 'utf8')).trim(),
      password: (await readFile(join(folder.path, 'postgres-password'), 'utf8')).trim(),
    };
    expect((await service.end('SIGTERM')).code).toBe(0);
    // There is something to look through.
    expect(dump).toContain(ACCOUNTS.twilio.account_sid);
    expect(dump).toMatch(/^graphile_worker\..*tasks: [1-9]/m);
    expect(answers.length).toBeGreaterThan(150);
    expect(service.stdout.split('\n').length).toBeGreaterThan(answers.length);
    expect(service.stdout).toContain('"level":50');
  });

  it('are in no answer', () => {
    expectNone(answers.join('\n'), [...secrets(), ...ACCOUNT_IDS, files.encryptionKey, files.password]);
    expect(answers.filter((answer) => answer.includes('canary'))).toEqual([]);
  });

  it('are in no line of the log', () => {
    const unwanted = [...secrets(), ...ACCOUNT_IDS, ...issued, files.encryptionKey, files.password];
    expectNone(service.output, unwanted);
    expect(service.output.split('\n').filter((line) => line.includes('canary'))).toEqual([]);
  });

  it('are in no row of the database', () => {
    expectNone(dump, [...secrets(), ...issued, files.encryptionKey, files.password]);
  });
});
