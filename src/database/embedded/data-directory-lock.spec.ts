import { cp, mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectoryInUseError } from './data-directory-in-use.error.js';
import { DataDirectoryLock } from './data-directory-lock.js';

describe('DataDirectoryLock', () => {
  let root: string;
  let directory: string;
  const held: DataDirectoryLock[] = [];

  const acquire = async (path = directory): Promise<DataDirectoryLock> => {
    const lock = await DataDirectoryLock.acquire(path);
    held.push(lock);
    return lock;
  };

  /** Leaves the owner file of a process that is not this one any more. */
  const leaveOwner = async (changes: Record<string, unknown>): Promise<void> => {
    const lock = await DataDirectoryLock.acquire(directory);
    const file = join(directory, 'dialplane.pid');
    const owner = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await lock.release();
    await writeFile(file, JSON.stringify({ ...owner, token: 'earlier', ...changes }));
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dialplane-lock-'));
    directory = join(root, 'data');
    await mkdir(directory);
  });

  afterEach(async () => {
    for (const lock of held.splice(0)) await lock.release();
    await rm(root, { recursive: true });
  });

  it('refuses a second holder with the process, the folder and the ways out', async () => {
    await acquire();
    const second = acquire();
    await expect(second).rejects.toThrow(DataDirectoryInUseError);
    await expect(second).rejects.toThrow(
      `${directory} is in use by another running Dialplane (process ${process.pid})`,
    );
    await expect(second).rejects.toThrow(/DATA_DIR.*DATABASE_URL/s);
  });

  it('is free after release and leaves nothing behind', async () => {
    await (await acquire()).release();
    expect(await readdir(directory)).toEqual([]);
    await acquire();
  });

  it.each([
    ['a process that is gone', { pid: 2 ** 30 }],
    ['a process whose id now belongs to another', { startTime: 'long ago' }],
    ['nobody, after a power failure emptied the file', { pid: undefined }],
  ])('is taken over from %s', async (_case, changes) => {
    await leaveOwner(changes);
    await acquire();
    expect(await readdir(directory)).toEqual(['dialplane.pid']);
  });

  it('lets exactly one of many take over from a dead owner', async () => {
    for (let round = 0; round < 10; round++) {
      await leaveOwner({ pid: 2 ** 30, token: `dead-${String(round)}` });
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => DataDirectoryLock.acquire(directory)));
      const winners = results.filter((result) => result.status === 'fulfilled');
      const losers = results.filter((result) => result.status === 'rejected');
      expect(winners).toHaveLength(1);
      expect(losers.every(({ reason }) => reason instanceof DataDirectoryInUseError)).toBe(true);
      await winners[0]?.value.release();
    }
  });

  it('takes over also when a process died while taking over', async () => {
    await leaveOwner({ pid: 2 ** 30, token: 'dead' });
    await cp(join(directory, 'dialplane.pid'), join(directory, 'dialplane.pid.dead'));
    await acquire();
    expect(await readdir(directory)).toEqual(['dialplane.pid']);
  });

  it('does not take the owner file of a copied directory for its own', async () => {
    await acquire();
    const copy = join(root, 'copy');
    await cp(directory, copy, { recursive: true });
    await acquire(copy);
  });

  it('believes in an owner beyond a container border as long as it touches its file', async () => {
    await leaveOwner({ pid: 2 ** 30, processSpace: 'elsewhere' });
    const file = join(directory, 'dialplane.pid');
    const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), 50);
    await expect(acquire()).rejects.toThrow(DataDirectoryInUseError);
    clearInterval(heartbeat);
  });
});
