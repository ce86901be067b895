import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectoryInUseError } from './data-directory-in-use.error.js';
import { entryAt, hasErrorCode } from './file-system.js';
import { isAlive, processSpace, startTimeOf } from './process-identity.js';

const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 3 * HEARTBEAT_MS + 500;

interface Owner {
  pid: number;
  /** Unique per holding of the lock, so that one stale owner cannot be mistaken for another. */
  token: string;
  startTime: string | null;
  processSpace: string;
  /** Inode of the locked directory: a copied directory carries a copied owner file, which holds nothing. */
  inode: number;
}

class HeldError extends Error {
  constructor(readonly owner: Owner) {
    super('held');
  }
}

/**
 * Exclusive use of a directory by one running process, kept in its file `dialplane.pid`.
 *
 * The file appears complete (written aside, then hard linked) and is never absent while a dead owner is replaced. Who
 * replaces it must first hold a lock named after exactly that dead owner, taken in the same way, so that two processes
 * which both saw the dead owner cannot both succeed, nor can a slow one remove a new owner's file.
 */
export class DataDirectoryLock {
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly file: string,
    private readonly owner: Owner,
  ) {
    this.heartbeat = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => undefined);
    }, HEARTBEAT_MS).unref();
  }

  /** @throws DataDirectoryInUseError when a running process holds the directory. */
  static async acquire(directory: string): Promise<DataDirectoryLock> {
    const file = join(directory, 'dialplane.pid');
    const owner: Owner = {
      pid: process.pid,
      token: randomUUID(),
      startTime: startTimeOf(process.pid) ?? null,
      processSpace: processSpace(),
      inode: (await stat(directory)).ino,
    };
    try {
      await take(file, owner);
    } catch (error) {
      if (error instanceof HeldError) throw new DataDirectoryInUseError(directory, error.owner.pid);
      throw error;
    }
    return new DataDirectoryLock(file, owner);
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    if ((await readOwner(this.file))?.token === this.owner.token) await rm(this.file, { force: true });
  }
}

async function take(file: string, owner: Owner): Promise<void> {
  for (;;) {
    if (await create(file, owner)) return;
    const current = await readOwner(file);
    if (current === undefined) continue;
    if (await isRunning(file, current, owner.inode)) throw new HeldError(current);
    const succession = `${file}.${current.token}`;
    await take(succession, owner);
    try {
      const isUnchanged = (await readOwner(file))?.token === current.token;
      if (isUnchanged) return await replace(file, owner);
    } finally {
      await rm(succession, { force: true });
    }
  }
}

async function create(file: string, owner: Owner): Promise<boolean> {
  const draft = await writeDraft(file, owner);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function replace(file: string, owner: Owner): Promise<void> {
  await rename(await writeDraft(file, owner), file);
}

async function writeDraft(file: string, owner: Owner): Promise<string> {
  const draft = `${file}.${randomUUID()}.draft`;
  await writeFile(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o644 });
  return draft;
}

/** An owner file that a power failure left empty belongs to nobody any more. */
async function readOwner(file: string): Promise<Owner | undefined> {
  const nobody: Owner = { pid: 0, token: 'unreadable', startTime: null, processSpace: '', inode: 0 };
  try {
    return { ...nobody, ...(JSON.parse(await readFile(file, 'utf8')) as Partial<Owner>) };
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

async function isRunning(file: string, owner: Owner, inode: number): Promise<boolean> {
  if (owner.pid <= 0 || owner.inode !== inode) return false;
  if (owner.processSpace !== processSpace()) return hasHeartbeat(file);
  const startTime = startTimeOf(owner.pid);
  const isSameProcess = owner.startTime === null || startTime === undefined || owner.startTime === startTime;
  return isSameProcess && isAlive(owner.pid);
}

/** Watches whether the owner still touches its file. Compares the file with itself, as clocks of two machines differ. */
async function hasHeartbeat(file: string): Promise<boolean> {
  const touchedAt = async (): Promise<number | undefined> => (await entryAt(file))?.mtimeMs;
  const before = await touchedAt();
  for (let waitedMs = 0; waitedMs < SILENCE_MS; waitedMs += 250) {
    await sleep(250);
    const now = await touchedAt();
    if (now === undefined) return false;
    if (now !== before) return true;
  }
  return false;
}
