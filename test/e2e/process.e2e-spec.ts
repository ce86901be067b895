import { once } from 'node:events';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import type { DataFolder } from '../support/data-folder.js';
import { makeDataFolder } from '../support/data-folder.js';
import { registerAccount } from '../support/registered-account.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';

const CONFIGURATION_FAULT = 78;
const KEY_IN_TEXT = /\bdp_[A-Za-z0-9_-]{43}\b/g;

let build: ServiceBuild;
let sandbox: Sandbox;
const processes: ServiceProcess[] = [];
const folders: DataFolder[] = [];

beforeAll(async () => {
  [build, sandbox] = await Promise.all([buildService(), startSandbox()]);
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.end('SIGKILL')));
  await Promise.all(folders.map((folder) => folder.remove()));
  await sandbox.close();
  await build.remove();
});

function spawn(env: Readonly<Record<string, string>>): ServiceProcess {
  const service = ServiceProcess.spawn(build, env);
  processes.push(service);
  return service;
}

async function newFolder(): Promise<DataFolder> {
  const folder = await makeDataFolder();
  folders.push(folder);
  return folder;
}

function keysIn(text: string): string[] {
  return [...new Set(text.match(KEY_IN_TEXT))];
}

describe('an installation of its own', () => {
  let folder: DataFolder;
  let env: Record<string, string>;
  let service: ServiceProcess;
  let key: string;

  beforeAll(async () => {
    folder = await newFolder();
    env = { ...sandbox.env, DATA_DIR: folder.path, PUBLIC_BASE_URL: 'https://calls.example.com' };
    service = spawn(env);
    await service.url();
  });

  it('shows a key at its first start, once, on standard output and not in the log', async () => {
    const keys = keysIn(service.stdout);
    expect(keys).toHaveLength(1);
    [key = ''] = keys;
    const logged = service.stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(logged.join('\n')).not.toContain(key);
    expect(service.stderr).toBe('');
    const api = await service.api(key);
    expect(await api.get('/api/v1/organizations/current')).toMatchObject({ status: 200, body: { name: 'Default' } });
    expect((await api.get('/readyz')).body).toMatchObject({ status: 'ok' });
  });

  it('does not let a second one on its data, and says whose they are', async () => {
    const second = spawn(env);
    expect(await second.exited).toEqual({ code: CONFIGURATION_FAULT, signal: null });
    expect(second.stderr).toContain(`The data directory ${folder.path} is in use by another running Dialplane`);
    expect(second.stderr).toContain('DATABASE_URL');
    expect(second.stderr).not.toMatch(/^\s+at /m);
    expect((await (await service.api(key)).get('/readyz')).status).toBe(200);
  });

  it('answers what it was asked before it stops, and then stops in seconds', async () => {
    const api = await service.api(key);
    const account = openAccount(sandbox, 'twilio');
    const registered = await registerAccount(api, account);
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    sandbox.twilio.onRequest({ method: 'POST', path: new RegExp(account.id) }, () => {
      arrive();
      return released;
    });
    const body = { address: account.addresses[0], inbound_workflow_id: registered.workflowId };
    const answer = api.post(registered.numbers, body);
    await arrived;
    service.signal('SIGTERM');
    await sleep(300);
    expect(service.isRunning).toBe(true);
    await expect(fetch(`${api.baseUrl}/healthz`)).rejects.toThrow();
    const releasedAt = Date.now();
    release();
    expect(await answer).toMatchObject({ status: 201, body: { provider_sync: { ok: true, state: 'in_sync' } } });
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(Date.now() - releasedAt).toBeLessThan(2_500);
    expect(service.stderr).toBe('');
  });

  it('has kept everything when it starts again, and shows no key', async () => {
    service = spawn(env);
    const api = await service.api(key);
    expect(keysIn(service.output)).toEqual([]);
    const { phone_numbers: numbers } = (await api.get('/api/v1/phone-numbers')).body;
    expect(numbers).toMatchObject([{ provider_sync: { state: 'in_sync' } }]);
    // Its credentials can be read, so the encryption key is the same.
    const path = `/api/v1/organizations/telephony-configs/${numbers[0].telephony_configuration_id}`;
    expect((await api.post(`${path}/phone-numbers/${numbers[0].id}/sync`)).body.provider_sync.ok).toBe(true);
  });

  it('survives being killed', async () => {
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    service = spawn(env);
    const api = await service.api(key);
    expect((await api.get('/api/v1/phone-numbers')).body.phone_numbers).toHaveLength(1);
    expect(keysIn(service.output)).toEqual([]);
    expect(await service.end('SIGINT')).toEqual({ code: 0, signal: null });
  });

  it('takes a key that the operator sets later, for one who has lost every key', async () => {
    const found = 'a-key-of-the-operator-a-key-of-the-operator';
    service = spawn({ ...env, BOOTSTRAP_API_KEY: found });
    const api = await service.api(found);
    expect((await api.get('/api/v1/phone-numbers')).body.phone_numbers).toHaveLength(1);
    expect(service.output).not.toContain(found);
  });

  it('stops in seconds although a client keeps asking on a connection that it keeps', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const url = `${await service.url()}/healthz`;
    const ask = async (): Promise<number> => {
      for (let answered = 0; ; answered += 1) {
        const isAnswered = await new Promise((resolve) => {
          get(url, { agent }, (response) => response.resume().on('end', () => resolve(true))).on('error', () =>
            resolve(false),
          );
        });
        if (!isAnswered) return answered;
      }
    };
    const asking = ask();
    await sleep(100);
    const toldAt = Date.now();
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(Date.now() - toldAt).toBeLessThan(2_500);
    expect(await asking).toBeGreaterThan(10);
    agent.destroy();
  });
});

describe('a start that cannot succeed', () => {
  const DATABASE_URL = 'postgres://user:a-password@127.0.0.1:1/dialplane';
  const ENCRYPTION_KEYS = Buffer.alloc(32, 3).toString('base64');

  it.concurrent.each([
    [
      'names every fault of the configuration at once',
      {
        PORT: 'http',
        PUBLIC_BASE_URL: 'calls.example.com',
        LOG_LEVEL: 'loud',
        DATABASE_URL: 'mysql://db/dialplane',
        TWILIO_API_BASE_URL: 'twilio',
      },
      [
        /^ {2}- PORT /m,
        /^ {2}- PUBLIC_BASE_URL /m,
        /^ {2}- LOG_LEVEL /m,
        /^ {2}- DATABASE_URL /m,
        /- TWILIO_API_BASE_/,
      ],
    ],
    [
      'refuses a database of the operator’s without encryption keys',
      { DATABASE_URL },
      [/ENCRYPTION_KEYS is missing.*openssl rand -base64 32/],
    ],
    [
      'says in words that the database cannot be reached',
      { DATABASE_URL, ENCRYPTION_KEYS },
      [/DATABASE_URL cannot be used: .*ECONNREFUSED/],
    ],
  ])('%s', async (_name, env, lines) => {
    const service = spawn(env as Record<string, string>);
    expect(await service.exited).toEqual({ code: CONFIGURATION_FAULT, signal: null });
    for (const line of lines) expect(service.stderr).toMatch(line);
    // Neither a stack, which helps no operator, nor a secret.
    expect(service.output).not.toMatch(/^\s+at |a-password/m);
    expect(service.output).not.toContain(ENCRYPTION_KEYS);
    expect(service.stdout).toBe('');
  });

  it('says in words that the port is taken, shows the key all the same, and leaves no database running', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const folder = await newFolder();
    const service = spawn({ DATA_DIR: folder.path, PORT: String(port) });
    expect(await service.exited).toEqual({ code: CONFIGURATION_FAULT, signal: null });
    squatter.close();
    expect(service.stderr).toContain(`EADDRINUSE on 127.0.0.1:${port}`);
    const [key = ''] = keysIn(service.stdout);
    expect(key).not.toBe('');
    await expect(folder.databaseUrl()).rejects.toThrow(/ENOENT/);
    const again = spawn({ DATA_DIR: folder.path });
    expect((await (await again.api(key)).get('/api/v1/organizations/current')).status).toBe(200);
    expect(await again.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});
