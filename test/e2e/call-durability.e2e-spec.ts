import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallRecorder } from '../../src/inbound/calls/call-recorder.js';
import { aCall } from '../factories/call.factory.js';
import { runSql } from '../support/database-snapshot.js';
import { eventually } from '../support/eventually.js';
import { SeededRandom } from '../support/seeded-random.js';
import { buildService, type ServiceBuild } from '../support/service-build.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import { TestApp } from '../support/test-app.js';

const PATIENCE_MS = 20_000;

describe('call records in bad times', () => {
  /** Runs all the time, and owns the database. */
  let steady: TestApp;
  let proxy: SeverableProxy;
  let dataDir = '';
  let sequence = 0;

  beforeAll(async () => {
    steady = await TestApp.start();
    proxy = await SeverableProxy.before(steady.database.url);
  });

  afterAll(async () => {
    await proxy.sever();
    await steady.stop();
  });

  beforeEach(async () => {
    await proxy.restore().catch(() => undefined);
    dataDir = await mkdtemp(join(tmpdir(), 'dialplane-calls-'));
  });

  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  /** An instance whose way to the database can be cut. */
  const startBehindProxy = (): Promise<TestApp> => TestApp.start({ beside: steady, databaseUrl: proxy.url, dataDir });

  const recorderOf = (app: TestApp): CallRecorder => app.app.get(CallRecorder, { strict: false });

  const prefix = (): string => `batch${(sequence += 1)}`;

  const record = (app: TestApp, name: string, from: number, to: number): void => {
    for (let n = from; n < to; n += 1) recorderOf(app).record(aCall({ callId: `${name}-${n}` }));
  };

  const countOf = async (name: string): Promise<{ rows: number; calls: number }> => {
    const [row] = await runSql<{ rows: number; calls: number }>(
      steady.database.url,
      'SELECT count(*)::int AS rows, count(DISTINCT call_id)::int AS calls FROM calls WHERE call_id LIKE $1',
      [`${name}-%`],
    );
    return row ?? { rows: 0, calls: 0 };
  };

  /** All of them, and each once. */
  const expectAll = async (name: string, count: number): Promise<void> => {
    await eventually(
      () => countOf(name),
      ({ calls }) => calls >= count,
      PATIENCE_MS,
    );
    expect(await countOf(name)).toEqual({ rows: count, calls: count });
  };

  const spilledFiles = async (): Promise<string[]> => {
    const names = await readdir(join(dataDir, 'calls'), { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith('.ndjson')).map((name) => join(dataDir, 'calls', name));
  };

  const metric = async (app: TestApp, name: string): Promise<number> => {
    const text = await (await fetch(`${app.baseUrl}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  };

  it('wait on the disk while the database is away, and then are all written', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    try {
      record(app, name, 0, 500);
      await expectAll(name, 500);
      await proxy.sever();
      for (let n = 500; n < 2_500; n += 100) {
        record(app, name, n, n + 100);
        await sleep(50);
      }
      const files = await eventually(spilledFiles, ({ length }) => length > 0);
      expect((await stat(files[0] ?? '')).mode & 0o777).toBe(0o600);
      expect((await readFile(files[0] ?? '', 'utf8')).split('\n')[0]).toContain(`${name}-`);
      const told = { configurationIds: [1], callId: `${name}-2000`, durationSeconds: 7, at: new Date() };
      recorderOf(app).news({ ...told, state: 'completed' });
      await sleep(1_500);
      expect(await countOf(name)).toEqual({ rows: 500, calls: 500 });
      await proxy.restore();
      await expectAll(name, 2_500);
      const state = (): Promise<{ state: string }[]> =>
        runSql(steady.database.url, 'SELECT state FROM calls WHERE call_id = $1', [`${name}-2000`]);
      await eventually(state, ([row]) => row?.state === 'completed');
      await eventually(spilledFiles, ({ length }) => length === 0);
      expect(await metric(app, 'dialplane_call_records_lost_total')).toBe(0);
      expect(await metric(app, 'dialplane_call_records_spilled_total')).toBeGreaterThan(1_900);
      // And then straight into the database again.
      const spilled = await metric(app, 'dialplane_call_records_spilled_total');
      record(app, name, 2_500, 2_600);
      await expectAll(name, 2_600);
      expect(await metric(app, 'dialplane_call_records_spilled_total')).toBe(spilled);
    } finally {
      await app.stop({ keepDatabase: true });
    }
    // An orderly stop leaves nothing behind when nothing waits.
    expect(await readdir(join(dataDir, 'calls'))).toEqual([]);
  });

  it('do not pile up in memory while the database keeps silent', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    try {
      record(app, name, 0, 1);
      await expectAll(name, 1);
      proxy.freeze();
      for (let n = 1; n < 40_001; n += 2_000) {
        record(app, name, n, n + 2_000);
        await sleep(20);
      }
      await eventually(
        () => metric(app, 'dialplane_call_records_buffered'),
        (size) => size < 11_000,
      );
      await proxy.sever();
      await proxy.restore();
      await expectAll(name, 40_001);
      expect(await metric(app, 'dialplane_call_records_lost_total')).toBe(0);
    } finally {
      await app.stop({ keepDatabase: true });
    }
  });

  it('are kept in memory when the disk does not take them either', async () => {
    await writeFile(join(dataDir, 'calls'), 'a file where a folder should be');
    const app = await startBehindProxy();
    const name = prefix();
    try {
      await proxy.sever();
      record(app, name, 0, 5_000);
      await sleep(1_500);
      await proxy.restore();
      await expectAll(name, 5_000);
      expect(await metric(app, 'dialplane_call_records_lost_total')).toBe(0);
    } finally {
      await app.stop({ keepDatabase: true });
    }
  });

  it('say how many are lost when neither takes them until the end of memory', async () => {
    await writeFile(join(dataDir, 'calls'), 'a file where a folder should be');
    const app = await startBehindProxy();
    const name = prefix();
    try {
      await proxy.sever();
      await sleep(300);
      record(app, name, 0, 60_000);
      const lost = await eventually(
        () => metric(app, 'dialplane_call_records_lost_total'),
        (count) => count > 0,
      );
      expect(lost).toBeGreaterThanOrEqual(9_000);
      await proxy.restore();
      await eventually(
        () => countOf(name),
        ({ calls }) => calls === 60_000 - lost,
        PATIENCE_MS,
      );
    } finally {
      await app.stop({ keepDatabase: true });
    }
  });

  it('are in the database when an orderly stop has ended', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    record(app, name, 0, 7_500);
    await app.stop({ keepDatabase: true });
    expect(await countOf(name)).toEqual({ rows: 7_500, calls: 7_500 });
    expect(await spilledFiles()).toEqual([]);
  });

  it('are all kept that come in while the service stops', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    let recorded = 0;
    const calls = setInterval(() => record(app, name, recorded, (recorded += 100)), 2);
    // From then on nobody can ask any more, and the service has answered everybody.
    (app.app.getHttpServer() as Server).on('close', () => clearInterval(calls));
    await sleep(300);
    const soFar = recorded;
    await app.stop({ keepDatabase: true });
    expect(recorded).toBeGreaterThan(soFar);
    expect(await countOf(name)).toEqual({ rows: recorded, calls: recorded });
  });

  it('are written by the next process when the database was away at the stop', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    await proxy.sever();
    record(app, name, 0, 7_500);
    await app.stop({ keepDatabase: true });
    expect((await spilledFiles()).length).toBeGreaterThan(0);
    await proxy.restore();
    const next = await startBehindProxy();
    try {
      await expectAll(name, 7_500);
      await eventually(spilledFiles, ({ length }) => length === 0);
    } finally {
      await next.stop({ keepDatabase: true });
    }
  });

  it('are each there once when two replicas are told of the same calls at the same time', async () => {
    const app = await startBehindProxy();
    const name = prefix();
    try {
      for (let n = 0; n < 4_000; n += 1) {
        recorderOf(app).record(aCall({ callId: `${name}-${n}` }));
        recorderOf(steady).record(aCall({ callId: `${name}-${3_999 - n}` }));
        if (n % 500 === 0) await sleep(10);
      }
      await expectAll(name, 4_000);
      expect(await metric(app, 'dialplane_call_records_lost_total')).toBe(0);
    } finally {
      await app.stop({ keepDatabase: true });
    }
  });

  it('survive any order of outages, redeliveries and restarts', async () => {
    const random = new SeededRandom(Number(process.env['CALLS_SEED'] ?? Date.now() % 2 ** 31));
    const name = prefix();
    let recorded = 0;
    let isAway = false;
    let app = await startBehindProxy();
    try {
      for (let step = 0; step < 40; step += 1) {
        const what = random.below(10);
        if (what < 6) {
          const count = random.below(400);
          record(app, name, recorded, recorded + count);
          // Some of the earlier ones are told again.
          const again = random.below(recorded + 1);
          record(app, name, again, Math.min(again + 50, recorded));
          recorded += count;
        } else if (what < 9) {
          await (isAway ? proxy.restore() : proxy.sever());
          isAway = !isAway;
        } else if (!isAway || random.below(2) === 0) {
          await app.stop({ keepDatabase: true });
          if (isAway) await proxy.restore();
          isAway = false;
          app = await startBehindProxy();
        }
        await sleep(random.below(150));
      }
      if (isAway) await proxy.restore();
      await expectAll(name, recorded);
      expect(await metric(app, 'dialplane_call_records_lost_total')).toBe(0);
    } catch (error) {
      throw new Error(`with CALLS_SEED=${random.seed}`, { cause: error });
    } finally {
      await app.stop({ keepDatabase: true });
    }
  }, 90_000);

  describe('of a process that is killed', () => {
    let build: ServiceBuild;
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      build = await buildService();
    });

    afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

    afterAll(() => build.remove());

    async function startProcess(databaseUrl: string): Promise<ChildProcess> {
      const { encryptionKeys, carrierBaseUrls: _carriers, ...config } = steady.config;
      const settings = { ...config, dataDir, database: { url: databaseUrl, poolSize: 4 } };
      const encryptionKey = encryptionKeys[0].toString('base64');
      const args = ['test/support/recording-process.mjs', build.folder, JSON.stringify({ ...settings, encryptionKey })];
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      await once(child.stdout, 'data');
      return child;
    }

    async function kill(child: ChildProcess): Promise<void> {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }

    it('are written by the next ones, even when one of them is killed in the middle of it', async () => {
      await chmod(dataDir, 0o700);
      const name = prefix();
      const count = 30_000;
      const first = await startProcess(proxy.url);
      await proxy.sever();
      first.stdin?.write(`${name} ${count}\n`);
      const spilledLines = async (): Promise<number> => {
        const texts = await Promise.all((await spilledFiles()).map((file) => readFile(file, 'utf8')));
        return texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
      };
      await eventually(spilledLines, (lines) => lines >= count, PATIENCE_MS);
      await kill(first);

      const second = await startProcess(steady.database.url);
      const { calls } = await eventually(
        () => countOf(name),
        (found) => found.calls > 0,
        PATIENCE_MS,
      );
      await kill(second);
      expect(calls).toBeLessThan(count);
      expect((await countOf(name)).calls).toBeLessThan(count);

      await proxy.restore();
      const third = await startBehindProxy();
      try {
        await expectAll(name, count);
        await eventually(
          () => readdir(join(dataDir, 'calls')),
          ({ length }) => length === 0,
        );
      } finally {
        await third.stop({ keepDatabase: true });
      }
    }, 60_000);

    it('are left alone while it lives', async () => {
      const name = prefix();
      const alive = await startProcess(proxy.url);
      await proxy.sever();
      alive.stdin?.write(`${name} 10\n`);
      await eventually(spilledFiles, ({ length }) => length > 0, PATIENCE_MS);
      const other = await TestApp.start({ beside: steady, dataDir });
      try {
        await sleep(1_000);
        expect(await countOf(name)).toEqual({ rows: 0, calls: 0 });
        expect(await spilledFiles()).toHaveLength(1);
        await proxy.restore();
        await expectAll(name, 10);
      } finally {
        await other.stop({ keepDatabase: true });
      }
    });
  });
});
