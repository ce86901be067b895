import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { ChildServer } from './child-server.js';
import { answersPerSecond, latenciesAt, withConnection } from './raw-load.js';
import { benchNumber, type CallingAccount, twilioCall } from './twilio-calls.js';

const KEY = 'bench-key-bench-key-bench-key-bench-key';
const HEADERS = { 'X-API-Key': KEY, 'Content-Type': 'application/json' };
const CONFIGS = '/api/v1/organizations/telephony-configs';

const NUMBERS = 100_000;
const ROUNDS = 5;
const DURATION_MS = 2_500;
const CONNECTIONS = 32;
/** Rows of the large table of the last part; `BENCH_NUMBERS=10000000` takes about ten minutes and 6 GB of disk. */
const MANY = Number(process.env['BENCH_NUMBERS'] ?? 1_000_000);
const FEW = 10_000;
const MISSES = 3_000;

const ACCOUNT: CallingAccount = {
  accountSid: `AC${'1'.repeat(32)}`,
  authToken: 'f'.repeat(32),
  publicBaseUrl: 'https://calls.example.com',
};

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Requests that were written beforehand, to random numbers, none of them twice. */
function prepare(count: number, numbers: number): () => Buffer {
  const requests = Array.from({ length: count }, () =>
    twilioCall(ACCOUNT, benchNumber(Math.floor(Math.random() * numbers))),
  );
  let at = 0;
  return () => requests[at++] ?? twilioCall(ACCOUNT, benchNumber(Math.floor(Math.random() * numbers)));
}

async function post(url: string, path: string, body: object): Promise<{ id: number }> {
  const response = await fetch(`${url}${path}`, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path} → ${response.status}: ${await response.text()}`);
  return (await response.json()) as { id: number };
}

/** Registers an account and a workflow through the API, and numbers by one statement for each million. */
async function register(url: string, databaseUrl: string, numbers: number): Promise<void> {
  const config = { provider: 'twilio', account_sid: ACCOUNT.accountSid, auth_token: ACCOUNT.authToken };
  const { id: configId } = await post(url, `${CONFIGS}?verify_credentials=false`, { name: 'Bench', config });
  const target = { type: 'stream', url: 'wss://agent.example.com/media', parameters: { language: 'en' } };
  const { id: workflowId } = await post(url, '/api/v1/workflows', { name: 'Bench', target });
  await addNumbers(databaseUrl, configId, workflowId, numbers);
}

async function addNumbers(databaseUrl: string, configId: number, workflowId: number, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  for (let first = 0; first < count; first += 1_000_000) {
    const next = Math.min(count, first + 1_000_000);
    await client.query(
      `INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
              address_normalized, address_type, country_code, inbound_workflow_id)
       SELECT c.organization_id, c.id, c.provider, c.account_id, '+1' || n, '+1' || n, 'pstn', 'US', $2
         FROM telephony_configurations c, generate_series($3::bigint, $4::bigint) n WHERE c.id = $1`,
      [configId, workflowId, 2_012_000_000 + first, 2_012_000_000 + next - 1],
    );
    process.stderr.write(`\r${next.toLocaleString('en')} numbers registered `);
  }
  await client.query('VACUUM ANALYZE phone_numbers');
  await client.end();
  process.stderr.write('\n');
}

const HELD = /^dialplane_route_entries\{kind="numbers"\} (\d+)$/m;

/** Until all numbers are in memory. */
async function warm(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (Number(HELD.exec(metrics)?.[1]) >= NUMBERS) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function answerOf(url: string, to: string): Promise<string> {
  return withConnection(url, (exchange) => exchange(twilioCall(ACCOUNT, to)));
}

async function throughput(service: ChildServer): Promise<void> {
  const twiml = await answerOf(service.url, benchNumber(0));
  const FLOOR = JSON.stringify([ACCOUNT.authToken, ACCOUNT.publicBaseUrl, NUMBERS, twiml]);
  const loader = ['--import', '@swc-node/register/esm-register', 'bench/inbound-floor-server.ts'];
  const floor = await ChildServer.start(loader, { FLOOR });
  try {
    const load = { connections: CONNECTIONS, durationMs: DURATION_MS };
    const rates: { service: number[]; floor: number[] } = { service: [], floor: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, { url }] of [
        ['service', service],
        ['floor', floor],
      ] as const) {
        const rate = await answersPerSecond({ url, ...load, next: prepare(60_000, NUMBERS) });
        if (round > 0) rates[name].push(rate);
      }
    }
    const ratio = median(rates.service.map((rate, round) => rate / (rates.floor[round] ?? NaN)));
    const best = median(rates.service);
    process.stdout.write(
      `signed calls: ${Math.round(best)}/s, floor ${Math.round(median(rates.floor))}/s, ratio ${ratio.toFixed(2)} (goal 0.75)\n`,
    );
    const next = prepare(Math.ceil(best * 5), NUMBERS);
    const latencies = await latenciesAt(best / 2, {
      url: service.url,
      connections: CONNECTIONS,
      durationMs: 8_000,
      next,
    });
    process.stdout.write(
      `at half of that rate: p50 ${quantile(latencies, 0.5).toFixed(2)} ms, p99 ${quantile(latencies, 0.99).toFixed(2)} ms (goal 10 ms)\n`,
    );
  } finally {
    await floor.stop();
  }
}

/** The median of calls to numbers that memory does not hold, one after the other. */
async function missLatency(url: string, numbers: number): Promise<number> {
  const next = prepare(MISSES, numbers);
  return withConnection(url, async (exchange) => {
    const latencies: number[] = [];
    for (let n = 0; n < MISSES; n += 1) {
      const request = next();
      const startedAt = performance.now();
      await exchange(request);
      latencies.push(performance.now() - startedAt);
    }
    return median(latencies);
  });
}

/** A database of its own with so many numbers, and a service that was started after they were registered. */
async function withService<T>(
  numbers: number,
  cacheSize: number,
  use: (service: ChildServer) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-bench-inbound-'));
  // As root, the database server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await EmbeddedPostgres.start({ dataDir });
  const databaseUrl = postgres.connectionUrl();
  const start = (): Promise<ChildServer> =>
    ChildServer.start(['dist/main.js'], {
      DATABASE_URL: databaseUrl,
      DATA_DIR: join(dataDir, 'service'),
      ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: ACCOUNT.publicBaseUrl,
      ROUTE_CACHE_SIZE: String(cacheSize),
      PORT: '0',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
    });
  let service = await start();
  try {
    await register(service.url, databaseUrl, numbers);
    await service.stop();
    service = await start();
    return await use(service);
  } finally {
    await service.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function misses(numbers: number): Promise<number> {
  return withService(numbers, 100, async (service) => {
    await missLatency(service.url, numbers);
    return missLatency(service.url, numbers);
  });
}

await withService(NUMBERS, 2 * NUMBERS, async (service) => {
  await warm(service.url);
  await throughput(service);
});
const few = await misses(FEW);
const many = await misses(MANY);
process.stdout.write(
  `a number that memory does not hold: p50 ${many.toFixed(2)} ms with ${MANY.toLocaleString('en')} numbers, ratio ${(many / few).toFixed(2)} to ${FEW.toLocaleString('en')} (goal 1.30)\n`,
);
