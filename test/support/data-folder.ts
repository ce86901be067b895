import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphanedServer } from '../../src/database/embedded/orphaned-server.js';

/** A DATA_DIR for services with an embedded database. */
export interface DataFolder {
  readonly path: string;
  /** A way to the embedded database while a service runs on it. */
  databaseUrl(): Promise<string>;
  /** Removes it, with the database server that a killed service may have left. */
  remove(): Promise<void>;
}

const PORT_LINE = 3;

export async function makeDataFolder(): Promise<DataFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'dialplane-data-')));
  // The user that PostgreSQL runs as when the tests run as root must get through.
  await chmod(path, 0o711);
  return {
    path,
    databaseUrl: async () => {
      const password = (await readFile(join(path, 'postgres-password'), 'utf8')).trim();
      const port = (await readFile(join(path, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[PORT_LINE];
      return `postgres://dialplane:${password}@127.0.0.1:${port}/dialplane`;
    },
    remove: async () => {
      const cluster = await realpath(join(path, 'postgres')).catch(() => undefined);
      if (cluster !== undefined) {
        await stopOrphanedServer(cluster, () => undefined);
        await rm(cluster, { recursive: true, force: true, maxRetries: 5 });
      }
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
