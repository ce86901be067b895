import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { LoopbackCarrier } from '../support/carriers/loopback-carrier.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import type { ResponseValidator } from '../support/response-validator.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { ServiceBuild } from '../support/service-build.js';
import { buildService } from '../support/service-build.js';
import { ServiceProcess } from '../support/service-process.js';
import type { TestDatabase } from '../support/test-database.js';
import { createTestDatabase } from '../support/test-database.js';
import type { ModelNumber } from '../support/wanted-model.js';
import {
  bind,
  changeOutside,
  expectGivenBack,
  expectWanted,
  modelOf,
  passTime,
  unbind,
} from '../support/wanted-model.js';

const KEY = 'kill-test-key-kill-test-key-kill-test-key';
const KILLS = 50;
const LONGEST_LIFE_MS = 150;

/** A carrier's bad moment: it hits the next requests, which may already have done their work. */
const FAULTS: readonly [Fault, ...Fault[]] = [
  (carrier, times) => carrier.fail({ status: 503, times }),
  (carrier, times) => carrier.fail({ status: 503, times, afterApplying: true }),
  (carrier, times) => carrier.rateLimit({ retryAfterSeconds: 1, times }),
  (carrier, times) => carrier.resetMidBody({ times }),
];

type Fault = (carrier: LoopbackCarrier, times: number) => void;

describe('a service that is killed at fifty random moments', () => {
  let build: ServiceBuild;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let env: Record<string, string>;
  let service: ServiceProcess;
  let validator: ResponseValidator | undefined;
  /** Processes that are about to be started, loaded while others run. */
  const standbys: ServiceProcess[] = [];
  const random = new SeededRandom(Number(process.env['KILL_SEED'] ?? randomInt(2 ** 31)));

  beforeAll(async () => {
    [build, sandbox, database] = await Promise.all([buildService(), startSandbox(), createTestDatabase()]);
    env = {
      ...sandbox.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BOOTSTRAP_API_KEY: KEY,
      PUBLIC_BASE_URL: 'https://calls.example.com',
      LOG_LEVEL: 'info',
    };
    standbys.push(ServiceProcess.warm(build, env), ServiceProcess.warm(build, env));
  });

  afterAll(async () => {
    await Promise.all([service, ...standbys].map((each) => each.end('SIGKILL')));
    await sandbox.close();
    await database.drop();
    await build.remove();
  });

  async function start(): Promise<ApiClient> {
    standbys.push(ServiceProcess.warm(build, env));
    service = (standbys.shift() ?? ServiceProcess.warm(build, env)).go();
    validator ??= await service.validator();
    return service.api(KEY, validator);
  }

  /** Edits that are under way when the process dies; whether they were heard is in the database. */
  function edit(api: ApiClient, numbers: readonly ModelNumber[]): void {
    for (const number of numbers) {
      if (random.below(3) === 0) continue;
      void (random.below(2) === 0 ? bind(api, number) : unbind(api, number)).catch(() => undefined);
    }
  }

  /** Every other round one of the carriers has a bad moment, which can last into the next rounds. */
  function disturb(numbers: readonly [ModelNumber, ...ModelNumber[]]): void {
    if (random.below(2) === 0) return;
    random.pick(FAULTS)(random.pick(numbers).account.carrier, 1 + random.below(3));
  }

  async function killAndRestart(
    first: ApiClient,
    numbers: readonly [ModelNumber, ...ModelNumber[]],
  ): Promise<ApiClient> {
    let api = first;
    for (let kill = 0; kill < KILLS; kill += 1) {
      disturb(numbers);
      edit(api, numbers);
      await sleep(random.below(LONGEST_LIFE_MS));
      await service.end('SIGKILL');
      const touched = numbers[random.below(numbers.length * 3)];
      if (touched) changeOutside(touched);
      await passTime(database.url);
      api = await start();
    }
    for (const { account } of numbers) account.carrier.clearFaults();
    return api;
  }

  it('loses no sync and clobbers nothing', async () => {
    const accounts = PROVIDERS.map((provider) => openAccount(sandbox, provider, 3));
    const first = await start();
    const numbers = (await modelOf(first, accounts)) as [ModelNumber, ...ModelNumber[]];
    try {
      const api = await killAndRestart(first, numbers);
      await expectWanted(api, database.url, numbers);
      await expectGivenBack(api, numbers);
    } catch (error) {
      throw new Error(`KILL_SEED=${random.seed} makes the same decisions again`, { cause: error });
    }
  }, 400_000);
});
