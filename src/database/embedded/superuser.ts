import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { hasErrorCode } from './file-system.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runProgram } from './run-program.js';
import type { ServiceUser } from './service-user.js';

/** The role that owns the cluster and the database of the same name. */
export const SUPERUSER = 'dialplane';

export interface KnownPassword {
  password: string;
  /** Whether it was made just now, so that an existing cluster cannot know it yet. */
  isNew: boolean;
}

/** The superuser's password, kept in `postgres-password` of the data directory for this process's user alone. */
export async function readOrCreatePassword(dataDir: string): Promise<KnownPassword> {
  const file = join(dataDir, 'postgres-password');
  const known = await readPassword(file);
  if (known !== '') return { password: known, isNew: false };
  const password = randomBytes(24).toString('base64url');
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return { password, isNew: true };
}

/** Empty when there is none. A file that this user must not read is another matter. */
async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw new EmbeddedPostgresError(
      `The password of the embedded PostgreSQL in ${file} cannot be read. ` +
        'Start Dialplane as the user who owns the file, or use another folder in DATA_DIR.',
      { cause: error },
    );
  }
}

/** Gives an existing, stopped cluster a new password, for when the password file was lost. */
export async function resetPassword(
  binaries: PostgresBinaries,
  cluster: string,
  user: ServiceUser | undefined,
  password: string,
): Promise<void> {
  const input = `ALTER ROLE ${SUPERUSER} PASSWORD '${password}';\n`;
  await runProgram(binaries.postgres, ['--single', '-D', cluster, 'postgres'], { cwd: cluster, user, input });
}
