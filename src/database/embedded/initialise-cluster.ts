import { randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runProgram } from './run-program.js';
import type { ServiceUser } from './service-user.js';
import { SUPERUSER } from './superuser.js';

const STAGING = '.initdb-';

/**
 * Makes a new cluster. It is made beside its place and moved there when complete, so that a process killed half-way
 * leaves no directory that looks like a cluster and is none. The caller holds the lock of the data directory.
 */
export async function initialiseCluster(options: {
  binaries: PostgresBinaries;
  /** Where the cluster is to be: missing or empty. */
  directory: string;
  user: ServiceUser | undefined;
  password: string;
  /** Whether the files must survive a power failure. */
  isDurable: boolean;
}): Promise<void> {
  const { binaries, directory, user, password } = options;
  await removeLeftovers(directory);
  const staging = `${directory}${STAGING}${randomUUID()}`;
  const passwordFile = join(staging, 'password');
  const cluster = join(staging, 'cluster');
  try {
    await mkdir(staging, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (user !== undefined) {
      await chown(passwordFile, user.uid, user.gid);
      await chown(staging, user.uid, user.gid);
    }
    const durability = options.isDurable ? [] : ['--no-sync'];
    const args = ['-D', cluster, `--pwfile=${passwordFile}`, ...INITDB_OPTIONS, ...durability];
    await runProgram(binaries.initdb, args, { cwd: staging, user });
    await rename(cluster, directory);
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The built-in C.UTF-8 locale sorts by code point on every system, so indexes survive a move to another machine. */
const INITDB_OPTIONS = [
  `--username=${SUPERUSER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

async function removeLeftovers(directory: string): Promise<void> {
  const parent = dirname(directory);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${basename(directory)}${STAGING}`)) continue;
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 });
  }
}
