import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { DataDirectoryInUseError } from './data-directory-in-use.error.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

const KEEPER = 'src/database/embedded/testing/run-supervisor.ts';
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

interface Report {
  url?: string;
  wasInitialised?: boolean;
  log?: string[];
  refused?: string;
}

/** Every test uses the one cluster that the first start made. */
describe('EmbeddedPostgres', () => {
  let root: string;
  let dataDir: string;
  let sharedDir: string;
  const running: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];

  const start = async (options: { onLog?: (line: string) => void; port?: number } = {}): Promise<EmbeddedPostgres> => {
    const server = await EmbeddedPostgres.start({ dataDir, sharedDir, ...options });
    running.push(server);
    return server;
  };

  const startInChild = async (): Promise<{ child: ChildProcess; report: Report }> => {
    const args = ['--import', '@swc-node/register/esm-register', KEEPER, dataDir, sharedDir];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) {
      return { child, report: JSON.parse(line) as Report };
    }
    throw new Error('The child ended without a report');
  };

  const query = async (server: EmbeddedPostgres, sql: string): Promise<unknown[]> => {
    const client = new Client(server.connectionUrl());
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  const postmasterPid = async (): Promise<number> =>
    Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n', 1)[0]);

  beforeAll(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'dialplane-embedded-'));
    await chmod(root, 0o755);
    dataDir = join(root, 'data');
    sharedDir = join(root, 'shared');
    const server = await start();
    expect(server.wasInitialised).toBe(true);
    await query(server, 'CREATE TABLE kept (word text)');
    await query(server, `INSERT INTO kept VALUES ('kept')`);
    await server.stop();
  });

  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    for (const child of children.splice(0)) child.kill();
  });

  afterAll(() => rm(root, { recursive: true, maxRetries: 5 }));

  it('keeps the data over a restart, in UTF-8, behind a password and on the loopback address only', async () => {
    const server = await start();
    expect(server.wasInitialised).toBe(false);
    expect(await query(server, 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
    const settings = `SELECT current_setting('listen_addresses') AS addresses, current_setting('server_encoding') AS encoding,
      current_setting('unix_socket_directories') AS sockets, current_setting('fsync') AS fsync`;
    expect(await query(server, settings)).toEqual([
      { addresses: '127.0.0.1', encoding: 'UTF8', sockets: '', fsync: 'on' },
    ]);
    const stranger = new Client(server.connectionUrl().replace(/:[^:@]+@/, ':guess@'));
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  it('leaves no lock, no process and no leftovers when stopped', async () => {
    const server = await start();
    const pid = await postmasterPid();
    await Promise.all([server.stop(), server.stop()]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-password']);
  });

  it('refuses a second server on the same data, in this process and in another', async () => {
    await start();
    await expect(start()).rejects.toThrow(DataDirectoryInUseError);
    const { report } = await startInChild();
    expect(report.refused).toMatch(/is in use by another running Dialplane \(process \d+\).*DATA_DIR.*DATABASE_URL/);
  });

  it('says that a wanted port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${String(port)} of 127.0.0.1 is in use`);
    other.close();
  });

  it('takes over from a process that was killed, stopping the server it left', async () => {
    const { child, report } = await startInChild();
    expect(report.wasInitialised).toBe(false);
    const orphan = await postmasterPid();
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const log: string[] = [];
    const server = await start({ onLog: (line) => log.push(line) });
    expect(log[0]).toContain(`Stopping the PostgreSQL server (process ${String(orphan)})`);
    expect(await query(server, 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
  });

  it('starts a server that was killed again, on the same address', async () => {
    const log: string[] = [];
    const server = await start({ onLog: (line) => log.push(line) });
    process.kill(await postmasterPid(), 'SIGKILL');
    while (!log.includes('PostgreSQL accepts connections again')) await sleep(20);
    expect(log).toContain('PostgreSQL ended with SIGKILL; starting it again');
    expect(await query(server, 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
  });

  it('sets a new password when the file with it was lost', async () => {
    await rm(join(dataDir, 'postgres-password'));
    expect(await query(await start(), 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
  });

  asRoot('as root', () => {
    it('keeps a cluster of a folder that the service user cannot enter in the shared one, and finds it again', async () => {
      const closed = join(root, 'closed');
      await mkdir(closed, { mode: 0o700 });
      await rename(dataDir, join(closed, 'data'));
      dataDir = join(closed, 'data');
      const log: string[] = [];
      const moved = await start({ onLog: (line) => log.push(line) });
      expect(log[0]).toContain(`cannot enter ${dataDir}: the database is kept in ${join(sharedDir, 'clusters')}`);
      expect(await query(moved, 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
      await moved.stop();
      expect(await query(await start(), 'SELECT word FROM kept')).toEqual([{ word: 'kept' }]);
      expect((await stat(closed)).mode & 0o777).toBe(0o700);
    });
  });
});
