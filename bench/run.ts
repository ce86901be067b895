import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { GET_PHONE_NUMBER } from '../src/telephony/phone-numbers/phone-number.reader.js';
import { INSERT_PHONE_NUMBER } from '../src/telephony/phone-numbers/phone-number.writer.js';
import { ChildServer } from './child-server.js';
import { requestsPerSecond } from './load.js';

const KEY = 'bench-key-bench-key-bench-key-bench-key';
const ROUNDS = 5;
const DURATION_MS = 2_500;
const CONNECTIONS = 16;
const HEADERS = { 'X-API-Key': KEY, 'Content-Type': 'application/json' };
const CONFIGS = '/api/v1/organizations/telephony-configs';

let sequence = 0;

/** A valid, fresh US number each time. */
function nextAddress(): string {
  sequence += 1;
  return `+1${String(2_012_000_000 + (sequence % 7_990_000) + Math.floor(sequence / 7_990_000) * 10_000_000)}`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function report(what: string, service: readonly number[], floor: readonly number[], goal: number): void {
  const ratio = median(service.map((value, index) => value / (floor[index] ?? NaN)));
  const line = `${what}: ${Math.round(median(service))}/s, floor ${Math.round(median(floor))}/s, ratio ${ratio.toFixed(2)} (goal ${goal.toFixed(2)})`;
  process.stdout.write(`${line}\n`);
}

async function createConfig(url: string): Promise<{ organizationId: number; configId: number }> {
  const post = async (path: string, body: object): Promise<{ id: number }> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} → ${response.status}: ${await response.text()}`);
    return (await response.json()) as { id: number };
  };
  const config = { provider: 'twilio', account_sid: `AC${'0'.repeat(32)}`, auth_token: '0'.repeat(32) };
  const organization = (await (await fetch(`${url}/api/v1/organizations/current`, { headers: HEADERS })).json()) as {
    id: number;
  };
  return {
    organizationId: organization.id,
    configId: (await post(`${CONFIGS}?verify_credentials=false`, { name: 'Bench', config })).id,
  };
}

async function compare(service: ChildServer, floor: ChildServer, configId: number, firstId: number): Promise<void> {
  const numbers = `${CONFIGS}/${configId}/phone-numbers`;
  const load = { connections: CONNECTIONS, durationMs: DURATION_MS, headers: HEADERS };
  const create = () => ({
    method: 'POST' as const,
    path: `${numbers}?skip_ownership_check=true`,
    body: JSON.stringify({ address: nextAddress() }),
  });
  const read = () => ({ method: 'GET' as const, path: `${numbers}/${firstId}` });
  for (const [what, next, goal] of [
    ['create', create, 0.5],
    ['read', read, 0.4],
  ] as const) {
    const measured: { service: number[]; floor: number[] } = { service: [], floor: [] };
    await requestsPerSecond({ url: service.url, ...load, next });
    await requestsPerSecond({ url: floor.url, ...load, next });
    for (let round = 0; round < ROUNDS; round += 1) {
      measured.service.push(await requestsPerSecond({ url: service.url, ...load, next }));
      measured.floor.push(await requestsPerSecond({ url: floor.url, ...load, next }));
    }
    report(what, measured.service, measured.floor, goal);
  }
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-bench-'));
  // As root, the database server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await EmbeddedPostgres.start({ dataDir });
  const env = {
    DATABASE_URL: postgres.connectionUrl(),
    ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
    BOOTSTRAP_API_KEY: KEY,
    PORT: '0',
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
  };
  const servers: ChildServer[] = [];
  try {
    const service = await ChildServer.start(['dist/main.js'], env);
    servers.push(service);
    const { organizationId, configId } = await createConfig(service.url);
    const first = await fetch(`${service.url}${CONFIGS}/${configId}/phone-numbers?skip_ownership_check=true`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ address: nextAddress() }),
    });
    const firstId = ((await first.json()) as { id: number }).id;
    const floorArguments = JSON.stringify([INSERT_PHONE_NUMBER.text, GET_PHONE_NUMBER.text, organizationId, configId]);
    const loader = ['--import', '@swc-node/register/esm-register', 'bench/floor-server.ts'];
    const floor = await ChildServer.start(loader, { ...env, FLOOR: floorArguments });
    servers.push(floor);
    await compare(service, floor, configId, firstId);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  await coldStart();
}

/** From the start of the process to the first answer, with the embedded database already initialised. */
async function coldStart(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-bench-start-'));
  // As root, the database server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const starts: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const server = await ChildServer.start(['dist/main.js'], { DATA_DIR: dataDir, PORT: '0', LOG_FORMAT: 'json' });
    if (round > 0) starts.push(server.startMs);
    await server.stop();
  }
  await rm(dataDir, { recursive: true, force: true });
  process.stdout.write(`cold start: ${Math.round(median(starts))} ms (goal 3000 ms)\n`);
}

await main();
