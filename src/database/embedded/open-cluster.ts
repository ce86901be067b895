import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  clusterEntry,
  findCluster,
  isElsewhere,
  linkCluster,
  moveCluster,
  placeForNewCluster,
} from './cluster-location.js';
import type { ClusterLocation } from './cluster-location.js';
import { DataDirectoryLock } from './data-directory-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { giveTo, userFor } from './file-ownership.js';
import { initialiseCluster } from './initialise-cluster.js';
import { stopOrphanedServer } from './orphaned-server.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { canEnter } from './service-user.js';
import type { ServiceUser } from './service-user.js';
import { binariesReachableBy } from './shared-binaries.js';
import { readOrCreatePassword, resetPassword } from './superuser.js';

export interface OpenClusterOptions {
  /** Real path of the data directory, whose lock the caller holds. */
  dataDir: string;
  binaries: PostgresBinaries;
  sharedDir: string;
  isDurable: boolean;
  onLog: (line: string) => void;
}

/** A cluster that a server can be started on. */
export interface OpenedCluster {
  directory: string;
  user: ServiceUser | undefined;
  binaries: PostgresBinaries;
  password: string;
  wasInitialised: boolean;
  /** Held in addition to the data directory's when the cluster is outside of it. */
  lock: DataDirectoryLock | undefined;
}

/** Finds or makes the cluster of a data directory and puts right whatever would keep a server from starting on it. */
export async function openCluster(options: OpenClusterOptions): Promise<OpenedCluster> {
  const location = await findCluster(options.dataDir);
  return location.exists ? openExisting(options, location) : createNew(options, location);
}

async function createNew(options: OpenClusterOptions, location: ClusterLocation): Promise<OpenedCluster> {
  const { dataDir, sharedDir, isDurable } = options;
  const user = await userFor(undefined);
  const binaries = await binariesReachableBy(user, options.binaries, sharedDir);
  const directory = await placeForNewCluster(dataDir, location, user, sharedDir);
  const { password } = await readOrCreatePassword(dataDir);
  await initialiseCluster({ binaries, directory, user, password, isDurable });
  await linkCluster(dataDir, directory);
  if (directory !== location.directory) options.onLog(keptElsewhere(dataDir, directory, user));
  return { directory, user, binaries, password, wasInitialised: true, lock: await lockOutside(dataDir, directory) };
}

async function openExisting(options: OpenClusterOptions, location: ClusterLocation): Promise<OpenedCluster> {
  const { dataDir, sharedDir, onLog } = options;
  let { directory } = location;
  // A copy of the data directory may carry a copy of the link: two locks for one cluster would be none.
  let lock = await lockOutside(dataDir, directory);
  try {
    await stopOrphanedServer(directory, onLog);
    await refuseOtherVersion(directory, options.binaries);
    const user = await userFor(directory);
    const binaries = await binariesReachableBy(user, options.binaries, sharedDir);
    if (!(await canEnter(directory, user))) {
      if (lock !== undefined) throw closedFolder(directory, user);
      directory = await moveCluster(dataDir, user, sharedDir);
      lock = await lockOutside(dataDir, directory);
      onLog(keptElsewhere(dataDir, directory, user));
    }
    if (user !== undefined) giveTo(user, directory);
    const { password, isNew } = await readOrCreatePassword(dataDir);
    if (isNew) await resetPassword(binaries, directory, user, password);
    return { directory, user, binaries, password, wasInitialised: false, lock };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function lockOutside(dataDir: string, directory: string): Promise<DataDirectoryLock | undefined> {
  return isElsewhere(dataDir, directory) ? DataDirectoryLock.acquire(directory) : undefined;
}

async function refuseOtherVersion(directory: string, binaries: PostgresBinaries): Promise<void> {
  const version = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (version === binaries.majorVersion) return;
  throw new EmbeddedPostgresError(
    `The database in ${directory} was made by PostgreSQL ${version}, and this Dialplane brings ` +
      `PostgreSQL ${binaries.majorVersion}, which cannot read it. Start the Dialplane that made it, ` +
      'copy the data over with pg_dump, or use another folder in DATA_DIR.',
  );
}

function keptElsewhere(dataDir: string, directory: string, user: ServiceUser | undefined): string {
  return (
    `The system user "${user?.name ?? ''}", which PostgreSQL runs as because it refuses to be root, ` +
    `cannot enter ${dataDir}: the database is kept in ${directory}, and ${clusterEntry(dataDir)} is a link to it`
  );
}

function closedFolder(directory: string, user: ServiceUser | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the system user "${user?.name ?? ''}" cannot enter ${directory}, ` +
      'where the link in the data directory leads. Open the folders on the way for it, ' +
      'or move the files and point the link to their new place.',
  );
}
