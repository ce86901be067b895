import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the teardown finds on `globalThis`. */
export interface TestServer {
  stop(): Promise<void>;
}

declare global {
  var dialplaneTestServer: Promise<TestServer> | undefined;
}

const FOLDER_PREFIX = 'dialplane-tests-';

const NEEDED_BYTES = 2 * 1024 ** 3;

/** Durability is what tests do not need: a killed run is thrown away. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
  // Bounds what the log of changes takes in memory.
  max_wal_size: '128MB',
  min_wal_size: '32MB',
};

/** Starts one PostgreSQL for all workers, with a migrated template in it. Both projects that need it call this. */
export default async function globalSetup(): Promise<void> {
  if (globalThis.dialplaneTestServer === undefined) {
    globalThis.dialplaneTestServer = startTestServer();
    stopWhenInterrupted(globalThis.dialplaneTestServer);
  }
  await globalThis.dialplaneTestServer;
}

/** Jest runs no teardown then. What a SIGKILL leaves is removed by the next run. */
function stopWhenInterrupted(starting: Promise<TestServer>): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      void starting.then((server) => server.stop()).finally(() => process.exit(code));
    });
  }
}

async function startTestServer(): Promise<TestServer> {
  // Jest loads this file as CommonJS, without moduleNameMapper: the `.js` of an import must be led to its `.ts`.
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('.') && context.parentURL?.includes('/node_modules/') === false;
      if (!isOurs || !specifier.endsWith('.js')) return next(specifier, context);
      try {
        return next(specifier.replace(/\.js$/, '.ts'), context);
      } catch {
        return next(specifier, context);
      }
    },
  });
  try {
    return await startWithTemplate();
  } finally {
    hooks.deregister();
  }
}

async function startWithTemplate(): Promise<TestServer> {
  const { EmbeddedPostgres } = await import('../../src/database/embedded/embedded-postgres.js');
  const { createTemplate } = await import('./template-database.js');
  await removeRemains();
  const folder = await mkdtemp(join(await temporaryFolder(), FOLDER_PREFIX));
  const log: string[] = [];
  let stop = (): Promise<void> => removeFolder(folder);
  try {
    // The user that PostgreSQL runs as when the tests run as root must get in.
    await chmod(folder, 0o711);
    const server = await EmbeddedPostgres.start({
      dataDir: folder,
      settings: SETTINGS,
      onLog: (line) => log.push(line),
    });
    stop = async (): Promise<void> => {
      await server.stop();
      await removeFolder(folder);
    };
    await createTemplate(server.connectionUrl());
    process.env['TEST_DATABASE_ADMIN_URL'] = server.connectionUrl();
    return { stop };
  } catch (error) {
    // Jest runs no teardown when the setup fails.
    await stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The database for the tests cannot be set up: ${reason}\nIts log:\n${log.join('\n')}`, {
      cause: error,
    });
  }
}

/**
 * In memory where that is roomy. A database is some 400 files, and ext4 does not use the places of deleted files again
 * for a minute: with databases made and dropped all the time a copy took 90 to 500 ms on disk and 15 ms in memory.
 */
async function temporaryFolder(): Promise<string> {
  const memory = '/dev/shm';
  const room = await statfs(memory).catch(() => undefined);
  const isRoomy = room !== undefined && room.bavail * room.bsize >= NEEDED_BYTES;
  return realpath(isRoomy ? memory : tmpdir());
}

/** Removes what killed runs left behind. Runs that still go on hold the lock of their folder. */
async function removeRemains(): Promise<void> {
  const { DataDirectoryLock } = await import('../../src/database/embedded/data-directory-lock.js');
  const { stopOrphanedServer } = await import('../../src/database/embedded/orphaned-server.js');
  const parent = await temporaryFolder();
  for (const name of await readdir(parent)) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const folder = join(parent, name);
    if (!existsSync(join(folder, 'dialplane.pid'))) continue;
    const lock = await DataDirectoryLock.acquire(folder).catch(() => undefined);
    if (lock === undefined) continue;
    await stopOrphanedServer(await realpath(join(folder, 'postgres')).catch(() => folder), () => undefined);
    await lock.release();
    await removeFolder(folder);
  }
}

/** The cluster is elsewhere when the folder for temporary files is closed to PostgreSQL's user. */
async function removeFolder(folder: string): Promise<void> {
  const cluster = await realpath(join(folder, 'postgres')).catch(() => undefined);
  if (cluster !== undefined) await rm(cluster, { recursive: true, force: true, maxRetries: 5 });
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
