import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiClient } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { InboundCaller, SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { newTelnyxSigningKey } from '../support/carriers/telnyx-signing-keys.js';
import { runSql } from '../support/database-snapshot.js';
import { answerUrl, deliver, type DeliveredAnswer, statusUrl } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { CALLS, CONFIGS, ROUTE_EXPLANATIONS, SIGNATURE_DIAGNOSES, WORKFLOWS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { buildService, type ServiceBuild } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { WorkflowEndpointServer } from '../support/workflow-endpoint.js';

const PUBLIC_BASE_URL = 'https://calls.example.com';
const CERTIFICATE = fileURLToPath(new URL('../support/tls/loopback-certificate.pem', import.meta.url));
const BOOTSTRAP_KEY = `bootstrap-${randomBytes(16).toString('hex')}`;
const ENCRYPTION_KEY = randomBytes(32).toString('base64');
/** What names an account, or may be known to everybody. */
const NOT_SECRET = new Set(['account_sid', 'auth_id', 'webhook_public_key', 'application_id', 'connection_id']);

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

/** A registered account with one number for each target. */
interface Line {
  name: string;
  inbound: InboundCaller;
  account: CarrierAccount;
  configId: number;
  streamed: string;
  asked: string;
}

/** The other secret of a configuration, while there are two. */
const secondSecrets: string[] = [];
const workflowSecrets: string[] = [];
const streamTokens: string[] = [];
/** What anybody gets to see who does not know the secrets: answers of the API, and to carriers. */
const seen: string[] = [];

let build: ServiceBuild;
let sandbox: Sandbox;
let database: TestDatabase;
let proxy: SeverableProxy;
let dataDir: string;
let endpoint: WorkflowEndpointServer;
let service: ServiceProcess;
let api: ApiClient;
let dump: string;
const lines: Line[] = [];

beforeAll(async () => {
  [build, sandbox, database, endpoint] = await Promise.all([
    buildService(),
    startSandbox(),
    createTestDatabase(),
    WorkflowEndpointServer.start(),
  ]);
  proxy = await SeverableProxy.before(database.url);
  dataDir = await mkdtemp(join(tmpdir(), 'dialplane-secrets-'));
  service = ServiceProcess.spawn(build, {
    ...sandbox.env,
    DATA_DIR: dataDir,
    DATABASE_URL: proxy.url,
    ENCRYPTION_KEYS: ENCRYPTION_KEY,
    BOOTSTRAP_API_KEY: BOOTSTRAP_KEY,
    PUBLIC_BASE_URL,
    OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8',
    NODE_EXTRA_CA_CERTS: CERTIFICATE,
    LOG_LEVEL: 'trace',
  });
  api = await service.api(BOOTSTRAP_KEY);
  endpoint.answers(JSON.stringify({ target: { type: 'dial', to: '+14155550177' } }), 'application/json');
  for (const [name, inbound] of callers) lines.push(await register(name, inbound));
}, 60_000);

afterAll(async () => {
  await service.end('SIGKILL');
  await proxy.sever();
  await database.drop();
  await endpoint.close();
  await sandbox.close();
  await build.remove();
  await rm(dataDir, { recursive: true, force: true });
});

async function register(name: string, inbound: InboundCaller): Promise<Line> {
  const account = openAccount(sandbox, name, 2);
  const [streamed = '', asked = ''] = account.addresses;
  const { add, configId } = await registerAccount(api, account);
  const targets = [
    [streamed, { type: 'stream', url: 'wss://agent.example.com/media' }],
    [asked, { type: 'webhook', url: endpoint.url }],
  ] as const;
  for (const [address, target] of targets) {
    const { id } = (await api.post(WORKFLOWS, { name: `${name} ${target.type}`, target })).body as { id: number };
    const path = `${WORKFLOWS}/${id}/signing-secrets`;
    workflowSecrets.push(...((await api.post(path)).body as { secrets: string[] }).secrets);
    await add(address, { bound: false, fields: { inbound_workflow_id: id } });
  }
  const second = name === 'telnyx' ? newTelnyxSigningKey() : `second-${randomBytes(16).toString('hex')}`;
  const added = await api.put(`${CONFIGS}/${configId}/secondary-secret`, { value: second });
  if (added.status === 200 && name !== 'telnyx') secondSecrets.push(second);
  inbound.deliverTo?.(account, async (webhook) => (await send(webhook)).status);
  return { name, inbound, account, configId, streamed, asked };
}

async function send(webhook: SentWebhook): Promise<DeliveredAnswer> {
  const to = { baseUrl: await service.url(), config: { publicBaseUrl: PUBLIC_BASE_URL } };
  return deliver(to as Parameters<typeof deliver>[0], webhook);
}

const callIdAt = (name: string): string => (name === 'twilio' ? `CA${randomBytes(16).toString('hex')}` : randomUUID());

function announced(line: Line, to: string, options?: WebhookOptions): SentWebhook {
  const url = `${PUBLIC_BASE_URL}/api/v1/telephony/inbound/${line.name}`;
  return line.inbound.call(line.account, url, { callId: callIdAt(line.name), from: '+14155550100', to }, options);
}

async function seeAll(...paths: string[]): Promise<void> {
  for (const path of paths) seen.push(JSON.stringify((await api.get(path)).body));
}

/** A call is streamed: the token is for the agent, and in the answer to the carrier alone. */
async function stream(line: Line): Promise<void> {
  const callId = callIdAt(line.name);
  const url = answerUrl({ config: { publicBaseUrl: PUBLIC_BASE_URL } } as Parameters<typeof answerUrl>[0], line.name);
  const call = { callId, from: '+14155550100', to: line.streamed };
  const answer = await send(line.inbound.call(line.account, url, call));
  const { understand, experienced } = line.inbound;
  const experience = understand ? understand(answer) : await experienced?.(line.account, callId);
  if (experience?.type !== 'stream') throw new Error(`${line.name} has not streamed: ${JSON.stringify(experience)}`);
  const token = experience.parameters['token'] ?? '';
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  streamTokens.push(token);
  seen.push(answer.body.replaceAll(token, ''));
  const there = statusUrl({ config: { publicBaseUrl: PUBLIC_BASE_URL } } as Parameters<typeof statusUrl>[0], line.name);
  const news = line.inbound.status(line.account, there, call, 'completed');
  if (news) seen.push((await send(news)).body);
}

/** Requests that are refused, with real secrets in the wrong places. */
async function beRefused(line: Line): Promise<void> {
  const [secret = ''] = secretsOf(line.account);
  const tampers: ((webhook: SentWebhook) => SentWebhook)[] = [
    (webhook) => webhook,
    (webhook) => ({ ...webhook, url: `${webhook.url}?token=${secret}` }),
    (webhook) => ({ ...webhook, body: `${webhook.body}&secret=${secret}` }),
    (webhook) => ({ ...webhook, headers: { ...webhook.headers, 'x-secret': secret, 'user-agent': secret } }),
  ];
  for (const tamper of tampers) {
    const answer = await send(announced(line, line.streamed, { secret: 'wrong', tamper }));
    expect([line.name, answer.status]).toEqual([line.name, 403]);
    seen.push(answer.body, JSON.stringify([...answer.headers]));
  }
  const { method, url, headers, body } = announced(line, line.streamed, { secret: 'wrong' });
  const question = {
    telephony_configuration_id: line.configId,
    method,
    url,
    headers: { ...headers, 'x-secret': secret },
    body,
  };
  const diagnosis = await api.post(SIGNATURE_DIAGNOSES, question);
  expect(diagnosis.status).toBe(200);
  const explanation = { telephony_configuration_id: line.configId, to: line.streamed };
  const explained = await api.post(ROUTE_EXPLANATIONS, explanation);
  expect(explained.status).toBe(200);
  seen.push(JSON.stringify(diagnosis.body), JSON.stringify(explained.body));
}

/** The carrier repeats the secrets in its answers to commands. */
async function beFailed(line: Line): Promise<void> {
  const { carrier, credentials } = line.account;
  const echo = { errors: [{ code: '10009', detail: JSON.stringify(credentials) }] };
  for (const status of [401, 422, 500]) {
    // Once: an account whose API is down is left alone for a while.
    carrier.fail({ status, body: echo, times: 1 });
    seen.push((await send(announced(line, line.streamed))).body.replaceAll(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/g, ''));
    carrier.clearFaults();
  }
}

/** The credentials of an account that nobody may see; of a private key, its lines. */
function secretsOf({ credentials, id }: CarrierAccount): string[] {
  return Object.entries(credentials)
    .filter(([name, value]) => !NOT_SECRET.has(name) && value !== id && value.length >= 16)
    .flatMap(([, value]) => (value.includes('\n') ? value.split('\n').filter((line) => line.length === 64) : [value]));
}

/** Also the key that a telnyx account is named by in the tests. */
function allSecrets(): string[] {
  const telnyx = lines
    .filter(({ name }) => name === 'telnyx')
    .map(({ account }) => account.credentials['api_key'] ?? '');
  const ofAccounts = [...lines.flatMap(({ account }) => secretsOf(account)), ...telnyx];
  const bare = workflowSecrets.map((secret) => secret.slice('whsec_'.length, -1));
  return [...ofAccounts, ...secondSecrets, ...bare, ...streamTokens, BOOTSTRAP_KEY, ENCRYPTION_KEY.slice(0, -1)];
}

/** A secret as it is, and as it may look where somebody has encoded it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const shifted = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset, 'x'), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...shifted];
}

function expectNone(text: string): void {
  for (const secret of allSecrets()) {
    for (const spelling of spellings(secret)) {
      const at = text.indexOf(spelling);
      expect(at < 0 ? 'nowhere' : text.slice(Math.max(0, at - 200), at + 60)).toBe('nowhere');
    }
  }
}

async function filesBelow(folder: string): Promise<[string, string][]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as [string, string]));
}

describe('what calls are verified and signed with', () => {
  it('does its work: calls are streamed, asked about, refused and failed', async () => {
    for (const line of lines) {
      // A new account is known to the process within a second.
      await eventually(
        () => send(announced(line, line.asked)),
        ({ status }) => status === 200,
      );
      await stream(line);
      await beRefused(line);
      await beFailed(line);
    }
    expect(endpoint.asked.length).toBeGreaterThanOrEqual(lines.length);
    const isRecorded = async (): Promise<number> => (await api.get(`${CALLS}?limit=1000`)).body.calls.length;
    await eventually(isRecorded, (count) => count >= 2 * lines.length);
    // Refused webhooks are looked into in the background.
    await eventually(
      () => api.get(SIGNATURE_DIAGNOSES),
      ({ body }) => JSON.stringify(body).includes('signature_wrong'),
    );
    await seeAll(`${CALLS}?limit=1000`, SIGNATURE_DIAGNOSES, CONFIGS, WORKFLOWS, '/metrics', '/api/v1/phone-numbers');
    const tables = await runSql<{ name: string }>(
      database.url,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname IN ('public', 'graphile_worker')`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await runSql<{ row: string }>(database.url, `SELECT row_to_json(t)::text AS row FROM ${name} t`);
      rows.push(...found.map(({ row }) => row));
    }
    dump = rows.join('\n');
    expect(dump.includes('signature_wrong')).toBe(true);
  }, 60_000);

  it('does its work while the database is away, until the end of the process', async () => {
    await proxy.sever();
    for (const line of lines) {
      await stream(line);
      expect((await send(announced(line, line.asked))).status).toBe(200);
      expect((await send(announced(line, line.streamed, { secret: 'wrong' }))).status).toBe(403);
    }
    expect((await service.end('SIGTERM')).code).toBe(0);
    expect(service.output.split('\n').length).toBeGreaterThan(50);
    expect(service.stdout).toContain('"level":40');
  }, 60_000);

  it('is in no answer', () => {
    expect(allSecrets().length).toBeGreaterThan(5 * lines.length);
    expectNone(seen.join('\n'));
  });

  it('is not told to the endpoints of workflows', () => {
    expectNone(endpoint.asked.map(({ path, headers, body }) => JSON.stringify([path, headers, body])).join('\n'));
  });

  it('is in no line of the log', () => {
    expectNone(service.output);
  });

  it('is in no row of the database', () => {
    expectNone(dump);
  });

  it('is in no file: neither in the last known routes nor in calls that wait for the database', async () => {
    const files = await filesBelow(dataDir);
    const names = files.map(([file]) => file.slice(dataDir.length + 1));
    expect(names).toContain('routes.snapshot');
    expect(names).toContainEqual(expect.stringMatching(/^calls\/.*\.ndjson$/));
    const all = files.map(([, content]) => content).join('\n');
    // What is looked for would be found.
    for (const { streamed, account } of lines)
      expect([account.provider, all.includes(streamed)]).toEqual([account.provider, true]);
    expectNone(all);
  });
});
