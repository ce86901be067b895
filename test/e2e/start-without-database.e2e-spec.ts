import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNumber } from '../factories/phone-number.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { openAccount } from '../support/carrier-account.js';
import type { CarrierAccount } from '../support/carrier-account.js';
import type { Experience, SentWebhook } from '../support/carriers/inbound-caller.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import { twilioInbound } from '../support/carriers/twilio-inbound.js';
import { eventually } from '../support/eventually.js';
import { registerAccount } from '../support/registered-account.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import type { TestDatabase } from '../support/test-database.js';
import { createTestDatabase } from '../support/test-database.js';

const PUBLIC_URL = 'https://calls.example.com';
const KEY = 'an-api-key-of-the-operator-0123456789';
const CONFIGURATION_FAULT = 78;

describe('a start while the database is away', () => {
  let build: ServiceBuild;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let door: SeverableProxy;
  let folder: string;
  let account: CarrierAccount;
  let address: string;
  let env: Record<string, string>;
  const processes: ServiceProcess[] = [];

  beforeAll(async () => {
    [build, sandbox, database] = await Promise.all([buildService(), startSandbox(), createTestDatabase()]);
    door = await SeverableProxy.before(database.url);
    folder = await mkdtemp(join(tmpdir(), 'dialplane-away-'));
    env = {
      ...sandbox.env,
      DATABASE_URL: door.url,
      DATA_DIR: folder,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: PUBLIC_URL,
    };
    account = openAccount(sandbox, 'twilio');
  }, 60_000);

  afterAll(async () => {
    await Promise.all(processes.map((process) => process.end('SIGKILL')));
    await door.sever();
    await database.drop();
    await sandbox.close();
    await build.remove();
    await rm(folder, { recursive: true, force: true });
  });

  function spawn(changes: Readonly<Record<string, string>> = {}): ServiceProcess {
    const service = ServiceProcess.spawn(build, { ...env, ...changes });
    processes.push(service);
    return service;
  }

  /** What somebody hears who calls the number now. */
  async function call(
    service: ServiceProcess,
    callId: string,
    tamper?: (webhook: SentWebhook) => SentWebhook,
  ): Promise<Experience> {
    const outside = { callId, from: '+14155550100', to: address };
    const url = `${PUBLIC_URL}/api/v1/telephony/inbound/twilio`;
    const sent = twilioInbound.call(account, url, outside, tamper && { tamper });
    const here = sent.url.replace(PUBLIC_URL, await service.url());
    const answer = await fetch(here, { method: sent.method, headers: sent.headers, body: sent.body });
    const told = {
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      body: await answer.text(),
    };
    return twilioInbound.understand?.(told) ?? { type: 'error', why: 'nothing' };
  }

  const status = async (service: ServiceProcess, path: string): Promise<number> =>
    (await fetch(`${await service.url()}${path}`)).status;

  it('answers calls from the snapshot, and serves everything when the database is back', async () => {
    const first = spawn();
    const api = await first.api(KEY);
    const registered = await registerAccount(api, account);
    const workflow = await createWorkflow(api, { target: { type: 'say', text: 'Good morning', language: 'en-US' } });
    address = account.addresses[0] ?? '';
    await createNumber(api, registered.configId, { address, inbound_workflow_id: workflow.id });
    const morning = { type: 'say', text: 'Good morning' };
    await eventually(
      () => call(first, 'CA-before'),
      (heard) => heard.type === 'say',
    );
    await first.end('SIGTERM');
    expect((await readFile(join(folder, 'routes.snapshot'))).length).toBeGreaterThan(100);

    await door.sever();
    const service = spawn();
    expect(await call(service, 'CA-away')).toMatchObject(morning);
    const forged = await call(service, 'CA-forged', (webhook) => ({
      ...webhook,
      body: webhook.body.replace('US', 'DE'),
    }));
    expect(forged).toMatchObject({ type: 'error' });
    expect(await status(service, '/healthz')).toBe(200);
    expect(await status(service, '/readyz')).toBe(503);
    const refusal = await fetch(`${await service.url()}/api/v1/workflows?limit=1`, { headers: { 'X-API-Key': KEY } });
    expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, '5']);
    expect(refusal.headers.get('content-type')).toContain('application/problem+json');
    expect(await refusal.json()).toMatchObject({ code: 'database_unavailable', instance: '/api/v1/workflows' });
    expect(service.stderr).toBe('');

    await door.restore();
    await eventually(
      () => status(service, '/readyz'),
      (code) => code === 200,
      15_000,
    );
    // The route table notices for itself, within a second.
    await sleep(1_500);
    expect(await call(service, 'CA-after')).toMatchObject(morning);
    const again = await service.api(KEY);
    const found = await eventually(
      async () =>
        (await again.get('/api/v1/calls?limit=100')).body as unknown as {
          calls: { call_id: string; is_stale: boolean }[];
        },
      ({ calls }) =>
        calls.some(({ call_id: id }) => id === 'CA-away') && calls.some(({ call_id: id }) => id === 'CA-after'),
      10_000,
    );
    const staleness = new Map(found.calls.map(({ call_id: id, is_stale: isStale }) => [id, isStale]));
    expect([staleness.get('CA-away'), staleness.get('CA-after')]).toEqual([true, false]);
    await service.end('SIGTERM');
  }, 90_000);

  it('ends in order while it still waits', async () => {
    await door.sever();
    const service = spawn();
    expect(await call(service, 'CA-waiting')).toMatchObject({ type: 'say' });
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await door.restore();
    const next = spawn();
    const api = await next.api(KEY);
    await eventually(
      async () => (await api.get('/api/v1/calls?limit=100')).body as unknown as { calls: { call_id: string }[] },
      ({ calls }) => calls.some(({ call_id: id }) => id === 'CA-waiting'),
      10_000,
    );
    await next.end('SIGTERM');
  }, 60_000);

  it.each([
    ['there is no snapshot', () => ({ DATA_DIR: join(folder, 'elsewhere') })],
    ['the snapshot is of another installation', () => ({ ENCRYPTION_KEYS: randomBytes(32).toString('base64') })],
  ])(
    'is refused when %s',
    async (_name, changes) => {
      await door.sever();
      const service = spawn(changes());
      expect(await service.exited).toEqual({ code: CONFIGURATION_FAULT, signal: null });
      expect(service.stderr).toMatch(/DATABASE_URL cannot be used: .*ECONNREFUSED/);
      await door.restore();
    },
    30_000,
  );
});
