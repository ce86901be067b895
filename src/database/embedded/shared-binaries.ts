import { randomUUID } from 'node:crypto';
import { chmod, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { entryAt, hasErrorCode, makeOpenFolder } from './file-system.js';
import { PostgresBinaries } from './postgres-binaries.js';
import { canEnter, canUse } from './service-user.js';
import type { ServiceUser } from './service-user.js';

/** Reading them all would cost more than a start; modes differ between them only when somebody changed one by hand. */
const SAMPLES = ['bin/postgres', 'bin/initdb', 'lib/postgresql/plpgsql.so', 'share/postgresql/postgres.bki'];

/**
 * The programs at a place where the user can run them: where they are, or else (the project is cloned under `/root`,
 * or npm ran with umask 077) a copy in the shared folder, made once per version and owned by root.
 */
export async function binariesReachableBy(
  user: ServiceUser | undefined,
  binaries: PostgresBinaries,
  sharedDir: string,
): Promise<PostgresBinaries> {
  if (await areUsable(binaries.directory, user)) return binaries;
  const copy = new PostgresBinaries(join(sharedDir, `postgresql-${binaries.version}`), binaries.version);
  try {
    await makeOpenFolder(sharedDir);
    if (!(await isComplete(copy.directory, binaries.directory))) await install(binaries.directory, copy.directory);
  } catch (error) {
    throw unreachable(binaries.directory, user, `copying it to ${sharedDir} failed`, error);
  }
  if (await areUsable(copy.directory, user)) return copy;
  throw unreachable(binaries.directory, user, `nor can it enter ${sharedDir}`);
}

function unreachable(directory: string, user: ServiceUser | undefined, reason: string, cause?: unknown): Error {
  return new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the system user "${user?.name ?? ''}" cannot run it in ${directory}; ` +
      `${reason}. Start Dialplane as an ordinary user, move the project to a folder that every user can enter, ` +
      'or set DATABASE_URL.',
    { cause },
  );
}

async function areUsable(directory: string, user: ServiceUser | undefined): Promise<boolean> {
  if (!(await canEnter(directory, user))) return false;
  for (const sample of SAMPLES) {
    const file = join(directory, sample);
    if ((await entryAt(file)) !== undefined && !(await canUse(file, user))) return false;
  }
  return true;
}

/** A copy cut short by a power failure has its final name and empty files: compare sizes. */
async function isComplete(copy: string, original: string): Promise<boolean> {
  for (const folder of ['bin', 'lib', 'lib/postgresql', 'share/postgresql']) {
    for (const name of await readdir(join(original, folder)).catch(() => [])) {
      if (!isNeeded(name)) continue;
      const expected = await stat(join(original, folder, name));
      const actual = await stat(join(copy, folder, name)).catch(() => undefined);
      if (actual === undefined || (expected.isFile() && actual.size !== expected.size)) return false;
    }
  }
  return true;
}

function isNeeded(path: string): boolean {
  return !path.endsWith('.a') && basename(path) !== 'pkgconfig';
}

async function install(original: string, copy: string): Promise<void> {
  const draft = `${copy}.${randomUUID()}.draft`;
  try {
    await cp(original, draft, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    await makeReadable(draft);
    const broken = `${draft}.broken`;
    if (!(await isComplete(copy, original)) && (await entryAt(copy)) !== undefined) await rename(copy, broken);
    await rename(draft, copy).catch((error: unknown) => {
      const isMadeByOther = hasErrorCode(error, 'EEXIST', 'ENOTEMPTY');
      if (!isMadeByOther) throw error;
    });
    await rm(broken, { recursive: true, force: true });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The umask of this process, or of npm's, may have kept others out of the files. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o111) !== 0 ? 0o755 : 0o644);
  }
}
