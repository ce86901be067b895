import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { openAccount } from '../test/support/carrier-account.js';
import { startSandbox } from '../test/support/carriers/seed-sandbox.js';
import { TwilioLoopback } from '../test/support/carriers/twilio-loopback.js';
import { INVENTORY_PROVIDERS } from '../test/support/inventory-providers.js';
import { ChildServer } from './child-server.js';
import { forgetPeak, peakMemoryMb } from './peak-memory.js';

/**
 * Work over whole accounts: import and comparison of an account at a loopback Twilio, which is a process of its own
 * beside the service. The floor asks for the same pages, and for an import stores the addresses, and does nothing else.
 */
const KEY = 'bench-key-bench-key-bench-key-bench-key';
const HEADERS = { 'X-API-Key': KEY, 'Content-Type': 'application/json' };
const CONFIGS = '/api/v1/organizations/telephony-configs';
const ANSWER_URL = 'https://calls.example.com/api/v1/telephony/inbound/twilio';
const FALLBACK_URL = 'https://calls.example.com/api/v1/telephony/inbound/fallback';
const SMALL = 10_000;
const LARGE = 100_000;

interface Job {
  started_at: string;
  finished_at: string | null;
  state: string;
  message: string | null;
  succeeded: number;
}

interface Answer {
  id: number;
  job_id: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function call<T>(url: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: HEADERS,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} → ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Seconds that a job took, from its first step to its last. */
async function secondsOf(url: string, jobId: number): Promise<number> {
  for (;;) {
    const job = await call<Job>(url, 'GET', `/api/v1/jobs/${jobId}`);
    if (job.finished_at === null) {
      await sleep(50);
      continue;
    }
    if (job.state !== 'succeeded') throw new Error(`job ${jobId} failed: ${job.message}`);
    return (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
  }
}

/** Seconds until all numbers of the configuration are registered; the binding goes on after that. */
async function secondsToRegister(database: Client, url: string, jobId: number): Promise<number> {
  for (;;) {
    const { rows } = await database.query<{ listed: boolean; seconds: number }>(
      `SELECT progress ? 'is_listed' AS listed, extract(epoch FROM
                (SELECT max(created_at) FROM phone_numbers WHERE telephony_configuration_id = subject_id) - started_at)::float8 AS seconds
         FROM jobs WHERE id = $1`,
      [jobId],
    );
    const [row] = rows;
    if (row?.listed) return row.seconds;
    await call<Job>(url, 'GET', `/api/v1/jobs/${jobId}`);
    await sleep(20);
  }
}

interface Bench {
  carrier: TwilioLoopback;
  database: Client;
  env: Record<string, string>;
}

function fill(carrier: TwilioLoopback, account: { accountSid: string; authToken: string }, numbers: number): void {
  carrier.addAccount(account);
  const pointed = { voice_url: ANSWER_URL, voice_fallback_url: FALLBACK_URL };
  for (let index = 0; index < numbers; index += 1) {
    carrier.addNumber(account.accountSid, { phone_number: `+1${2_012_000_000 + index}`, ...pointed });
  }
}

/** Asks for all pages and reads them. */
async function readPages(
  carrier: TwilioLoopback,
  sid: string,
  token: string,
  use: (addresses: string[]) => Promise<void>,
) {
  const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
  let path: string | null = `/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json?PageSize=1000`;
  while (path !== null) {
    const response: Response = await fetch(`${carrier.baseUrl}${path}`, { headers: { authorization } });
    const page = (await response.json()) as {
      next_page_uri: string | null;
      incoming_phone_numbers: { phone_number: string }[];
    };
    await use(page.incoming_phone_numbers.map((number) => number.phone_number));
    path = page.next_page_uri;
  }
}

async function floorSeconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

async function importFloor({ carrier, database }: Bench, sid: string, token: string): Promise<number> {
  await database.query(
    'DROP TABLE IF EXISTS floor; CREATE TABLE floor (id bigserial PRIMARY KEY, address text UNIQUE)',
  );
  return floorSeconds(() =>
    readPages(carrier, sid, token, async (addresses) => {
      await database.query('INSERT INTO floor (address) SELECT unnest($1::text[])', [addresses]);
    }),
  );
}

/** As if every number had been bound and synced. */
async function bindAll(database: Client, configId: number, workflowId: number): Promise<void> {
  const values = { voice_url: [ANSWER_URL], voice_fallback_url: [FALLBACK_URL] };
  await database.query('UPDATE phone_numbers SET inbound_workflow_id = $2 WHERE telephony_configuration_id = $1', [
    configId,
    workflowId,
  ]);
  await database.query(
    `UPDATE phone_number_syncs SET state = 'in_sync', applied_settings = $2::jsonb WHERE telephony_configuration_id = $1`,
    [configId, JSON.stringify(values)],
  );
  await database.query('ANALYZE phone_numbers, phone_number_syncs');
}

/** One account of some size in a service of its own. */
async function measure(
  bench: Bench,
  numbers: number,
  isBound: boolean,
): Promise<{ importMb: number; reconcileMb: number }> {
  const { carrier, database } = bench;
  const service = await ChildServer.start(['dist/main.js'], bench.env);
  try {
    const sid = `AC${(numbers + (isBound ? 1 : 0)).toString(16).padStart(32, '0')}`;
    const token = 'twilio-bench-token';
    fill(carrier, { accountSid: sid, authToken: token }, numbers);
    const config = { provider: 'twilio', account_sid: sid, auth_token: token };
    const { id: configId } = await call<Answer>(service.url, 'POST', CONFIGS, {
      name: `${numbers} ${isBound}`,
      config,
    });
    const target = { type: 'say', text: 'Hello.', language: 'en-US' };
    const workflow = await call<Answer>(service.url, 'POST', '/api/v1/workflows', { name: sid, target });
    const floor = await importFloor(bench, sid, token);
    await forgetPeak(service.pid);
    const body = isBound ? { inbound_workflow_id: workflow.id } : {};
    const { job_id: importId } = await call<Answer>(service.url, 'POST', `${CONFIGS}/${configId}/import`, body);
    const seconds = await secondsToRegister(database, service.url, importId);
    const importMb = await peakMemoryMb(service.pid);
    say(
      `import of ${numbers} numbers${isBound ? ', bound' : ''}: ${seconds.toFixed(2)} s, ${Math.round(numbers / seconds)}/s (goal 2000/s), ` +
        `floor ${floor.toFixed(2)} s, ratio ${(seconds / floor).toFixed(1)}, peak ${importMb.toFixed(0)} MB`,
    );
    if (isBound) {
      // What is left to sync is not counted, nor may it disturb what is measured next.
      await database.query(
        'UPDATE phone_number_syncs SET next_attempt_at = NULL WHERE telephony_configuration_id = $1',
        [configId],
      );
      return { importMb, reconcileMb: 0 };
    }
    await secondsOf(service.url, importId);
    await bindAll(database, configId, workflow.id);
    const reconcileMb = await measureReconcile(bench, service, { configId, numbers, sid, token });
    return { importMb, reconcileMb };
  } finally {
    await service.stop();
  }
}

async function measureReconcile(
  { carrier }: Bench,
  service: ChildServer,
  { configId, numbers, sid, token }: { configId: number; numbers: number; sid: string; token: string },
): Promise<number> {
  const floor = await floorSeconds(() => readPages(carrier, sid, token, () => Promise.resolve()));
  carrier.forgetRequests();
  await forgetPeak(service.pid);
  const { job_id: jobId } = await call<Answer>(service.url, 'POST', `${CONFIGS}/${configId}/reconcile`, {});
  const seconds = await secondsOf(service.url, jobId);
  const peakMb = await peakMemoryMb(service.pid);
  say(
    `reconcile of ${numbers} unchanged numbers: ${seconds.toFixed(2)} s, ${carrier.counters.total} carrier calls, ` +
      `${carrier.counters.writes} writes (goals for ${SMALL}: 5 s, 12 calls), floor ${floor.toFixed(2)} s, ` +
      `ratio ${(seconds / floor).toFixed(1)}, peak ${peakMb.toFixed(0)} MB`,
  );
  return peakMb;
}

/** What creating a bound number costs: the first of an account, whose application may have to be made, and the next. */
async function callsOfCreate(env: Record<string, string>): Promise<void> {
  const sandbox = await startSandbox();
  const service = await ChildServer.start(['dist/main.js'], { ...env, ...sandbox.env });
  try {
    const target = { type: 'say', text: 'Hello.', language: 'en-US' };
    const workflow = await call<Answer>(service.url, 'POST', '/api/v1/workflows', { name: 'Calls', target });
    for (const provider of INVENTORY_PROVIDERS) {
      const account = openAccount(sandbox, provider, 2);
      const body = { name: provider, config: { provider, ...account.credentials } };
      const { id } = await call<Answer>(service.url, 'POST', CONFIGS, body);
      const counts: number[] = [];
      for (const address of account.addresses) {
        account.carrier.forgetRequests();
        const number = { address, inbound_workflow_id: workflow.id };
        await call(service.url, 'POST', `${CONFIGS}/${id}/phone-numbers`, number);
        counts.push(account.carrier.counters.total);
      }
      say(
        `create with binding at ${provider}: ${counts[0]} carrier calls for the first number, ${counts[1]} for the next (goal 3)`,
      );
    }
  } finally {
    await service.stop();
    await sandbox.close();
  }
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-bench-accounts-'));
  // As root, the database server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await EmbeddedPostgres.start({ dataDir });
  const carrier = await new TwilioLoopback().listen();
  const database = new Client({ connectionString: postgres.connectionUrl() });
  await database.connect();
  const env = {
    DATABASE_URL: postgres.connectionUrl(),
    ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
    BOOTSTRAP_API_KEY: KEY,
    PUBLIC_BASE_URL: 'https://calls.example.com',
    TWILIO_API_BASE_URL: carrier.baseUrl,
    RECONCILE_INTERVAL_MINUTES: '0',
    PORT: '0',
    LOG_FORMAT: 'json',
  };
  try {
    await callsOfCreate(env);
    const bench = { carrier, database, env };
    const small = await measure(bench, SMALL, false);
    await measure(bench, SMALL, true);
    const large = await measure(bench, LARGE, false);
    const ratio = (now: number, before: number): string => (now / before).toFixed(2);
    say(
      `memory, ${LARGE} against ${SMALL} numbers: import ${ratio(large.importMb, small.importMb)}, reconcile ${ratio(large.reconcileMb, small.reconcileMb)} (flat is 1)`,
    );
  } finally {
    await database.end();
    await carrier.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
