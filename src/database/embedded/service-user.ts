import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The system user that PostgreSQL runs as when Dialplane runs as root, because PostgreSQL refuses to be root. */
export interface ServiceUser {
  name: string;
  uid: number;
  gid: number;
}

const READ = 4;
const ENTER = 1;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** `postgres` where the system has it, else `nobody`. */
export async function findServiceUser(): Promise<ServiceUser> {
  const accounts = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((account) => account[0] === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return { name: 'nobody', uid: 65534, gid: 65534 };
}

/** Whether the user may walk from the root folder into this one. Undefined is the user that we are: the system tells. */
export async function canEnter(directory: string, user: ServiceUser | undefined): Promise<boolean> {
  if (user === undefined) return true;
  for (let folder = await realpath(directory); ; folder = dirname(folder)) {
    if (!(await isPermitted(folder, user, ENTER))) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether the user may read this file, and run it when somebody may. */
export async function canUse(file: string, user: ServiceUser | undefined): Promise<boolean> {
  if (user === undefined) return true;
  const real = await realpath(file);
  const isExecutable = ((await stat(real)).mode & 0o111) !== 0;
  return (await canEnter(dirname(real), user)) && isPermitted(real, user, isExecutable ? READ | ENTER : READ);
}

/**
 * Reads the mode bits, as access(2) would answer for root. A spawned process keeps no further groups, so owner, one
 * group and the rest are all there is.
 */
async function isPermitted(path: string, user: ServiceUser, wanted: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
