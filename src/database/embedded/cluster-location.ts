import { createHash, randomBytes } from 'node:crypto';
import { chmod, cp, readFile, readdir, realpath, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { entryAt, hasErrorCode, makeOpenFolder } from './file-system.js';
import { canEnter } from './service-user.js';
import type { ServiceUser } from './service-user.js';

/** Where the files of the database are, or are to be. */
export interface ClusterLocation {
  /** Real path. */
  directory: string;
  exists: boolean;
}

/** The cluster as other code and the operator name it: a directory, or a link to one elsewhere. */
export function clusterEntry(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * Finds the cluster of a data directory, wherever its entry leads.
 * @throws EmbeddedPostgresError when the entry leads nowhere or to something else.
 */
export async function findCluster(dataDir: string): Promise<ClusterLocation> {
  const entry = clusterEntry(dataDir);
  await finishMove(entry);
  const found = await entryAt(entry);
  if (found === undefined) return { directory: entry, exists: false };
  const directory = await realpath(entry).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) throw danglingLink(entry);
    throw error;
  });
  const exists = await isCluster(directory);
  if (!exists && (await readdir(directory)).length > 0) throw notACluster(directory);
  return { directory, exists };
}

function notACluster(directory: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${directory} holds files but no PostgreSQL database (there is no PG_VERSION). ` +
      'Move them away, or use another folder in DATA_DIR.',
  );
}

function danglingLink(entry: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${entry} is a link to a folder that does not exist (ls -l shows which): the database files were moved or deleted. ` +
      'Put them back there, or point the link to where they are now, ' +
      `or remove ${entry} to begin with an empty database.`,
  );
}

async function isCluster(directory: string): Promise<boolean> {
  try {
    await readFile(join(directory, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    if (!hasErrorCode(error, 'EACCES')) throw error;
    throw new EmbeddedPostgresError(
      `The database files in ${directory} belong to another system user (was Dialplane started as root before?). ` +
        'Start it as that user or as root, or use another folder in DATA_DIR.',
      { cause: error },
    );
  }
}

/** Where a new cluster goes: into the data directory, or into the shared folder when the user cannot enter that. */
export async function placeForNewCluster(
  dataDir: string,
  location: ClusterLocation,
  user: ServiceUser | undefined,
  sharedDir: string,
): Promise<string> {
  const isOpen = await canEnter(dirname(location.directory), user);
  return isOpen ? location.directory : reservePlace(dataDir, user, sharedDir);
}

/** An unused name below the shared folder. The data directory once named so may have moved on, with its link to it. */
async function reservePlace(dataDir: string, user: ServiceUser | undefined, sharedDir: string): Promise<string> {
  const clusters = join(sharedDir, 'clusters');
  await makeOpenFolder(sharedDir);
  await makeOpenFolder(clusters);
  if (!(await canEnter(clusters, user))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and the system user "${user?.name ?? ''}" can enter neither ${dataDir} nor ` +
        `${clusters}. Set DATA_DIR to a folder that every user can enter, or set DATABASE_URL.`,
    );
  }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const place = join(clusters, hash);
  return (await entryAt(place)) === undefined ? place : `${place}-${randomBytes(4).toString('hex')}`;
}

/** Leaves a link in the data directory to a new cluster elsewhere, in place of the empty folder that may be there. */
export async function linkCluster(dataDir: string, directory: string): Promise<void> {
  const entry = clusterEntry(dataDir);
  const placeholder = await entryAt(entry);
  if (placeholder !== undefined && (await realpath(entry)) === directory) return;
  if (placeholder?.isDirectory() === true) await rmdir(entry);
  else if (placeholder !== undefined) await rm(entry);
  await symlink(directory, entry);
}

/**
 * Moves an existing cluster to where the user can enter, because the data directory came to lie in a closed folder.
 * The intention is written first, as a link beside the entry, so that a move cut short is finished by `findCluster`.
 */
export async function moveCluster(dataDir: string, user: ServiceUser | undefined, sharedDir: string): Promise<string> {
  const entry = clusterEntry(dataDir);
  const place = await reservePlace(dataDir, user, sharedDir);
  await rm(intention(entry), { force: true });
  await symlink(place, intention(entry));
  try {
    await rename(entry, place);
  } catch (error) {
    if (!hasErrorCode(error, 'EXDEV')) throw error;
    await copyAcrossDevices(entry, place);
  }
  await finishMove(entry);
  return place;
}

function intention(entry: string): string {
  return `${entry}.moving`;
}

function movedAside(entry: string): string {
  return `${entry}.moved`;
}

async function copyAcrossDevices(entry: string, place: string): Promise<void> {
  const draft = `${place}.draft`;
  await rm(draft, { recursive: true, force: true });
  await cp(entry, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  await chmod(draft, 0o700);
  await rename(draft, place);
  await rename(entry, movedAside(entry));
}

async function finishMove(entry: string): Promise<void> {
  const moving = intention(entry);
  if ((await entryAt(moving)) !== undefined) {
    const hasArrived = (await realpath(moving).catch(() => undefined)) !== undefined;
    const hasLeft = (await entryAt(entry)) === undefined;
    if (hasArrived && hasLeft) await rename(moving, entry);
    else await rm(moving);
  }
  if ((await entryAt(entry)) !== undefined) await rm(movedAside(entry), { recursive: true, force: true });
}

/** Whether the cluster is kept outside the data directory, behind a link. */
export function isElsewhere(dataDir: string, directory: string): boolean {
  return directory !== clusterEntry(dataDir);
}
