import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.js';
import { openAccount, PROVIDERS } from '../support/carrier-account.js';
import type { Sandbox } from '../support/carriers/seed-sandbox.js';
import { startSandbox } from '../support/carriers/seed-sandbox.js';
import type { ResponseValidator } from '../support/response-validator.js';
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

describe('a service that is killed at fifty random moments', () => {
  let build: ServiceBuild;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let env: Record<string, string>;
  let service: ServiceProcess;
  let validator: ResponseValidator | undefined;

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
  });

  afterAll(async () => {
    await service.end('SIGKILL');
    await sandbox.close();
    await database.drop();
    await build.remove();
  });

  async function start(): Promise<ApiClient> {
    service = ServiceProcess.spawn(build, env);
    validator ??= await service.validator();
    return service.api(KEY, validator);
  }

  /** Edits that are under way when the process dies; whether they were heard is in the database. */
  function edit(api: ApiClient, numbers: readonly ModelNumber[]): void {
    for (const number of numbers) {
      if (randomInt(3) === 0) continue;
      void (randomInt(2) === 0 ? bind(api, number) : unbind(api, number)).catch(() => undefined);
    }
  }

  it('loses no sync and clobbers nothing', async () => {
    const accounts = PROVIDERS.map((provider) => openAccount(sandbox, provider, 3));
    let api = await start();
    const numbers = await modelOf(api, accounts);
    for (let kill = 0; kill < KILLS; kill += 1) {
      edit(api, numbers);
      await sleep(randomInt(LONGEST_LIFE_MS));
      await service.end('SIGKILL');
      const touched = numbers[randomInt(numbers.length * 3)];
      if (touched) changeOutside(touched);
      await passTime(database.url);
      api = await start();
    }
    await expectWanted(api, database.url, numbers);
    await expectGivenBack(api, numbers);
  }, 400_000);
});
