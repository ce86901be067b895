import { mkdir, mkdtemp, readlink, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCluster, linkCluster, moveCluster, placeForNewCluster } from './cluster-location.js';

describe('where the cluster is', () => {
  let root: string;
  let dataDir: string;
  let sharedDir: string;

  const makeCluster = async (directory: string): Promise<void> => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'PG_VERSION'), '18\n');
  };

  beforeEach(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'dialplane-location-'));
    dataDir = join(root, 'data');
    sharedDir = join(root, 'shared');
    await mkdir(dataDir);
  });

  afterEach(() => rm(root, { recursive: true }));

  it('is the data directory, before and after it is made', async () => {
    const directory = join(dataDir, 'postgres');
    const before = await findCluster(dataDir);
    expect(before).toEqual({ directory, exists: false });
    expect(await placeForNewCluster(dataDir, before, undefined, sharedDir)).toBe(directory);
    await makeCluster(directory);
    expect(await findCluster(dataDir)).toEqual({ directory, exists: true });
  });

  it('is where a link leads', async () => {
    await makeCluster(join(root, 'big-disk'));
    await linkCluster(dataDir, join(root, 'big-disk'));
    expect(await findCluster(dataDir)).toEqual({ directory: join(root, 'big-disk'), exists: true });
  });

  it('is not guessed when a link leads nowhere', async () => {
    await symlink(join(root, 'gone'), join(dataDir, 'postgres'));
    await expect(findCluster(dataDir)).rejects.toThrow('is a link to a folder that does not exist');
  });

  it('is not a folder with other files', async () => {
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'notes.txt'), '');
    await expect(findCluster(dataDir)).rejects.toThrow('holds files but no PostgreSQL database');
  });

  it('moves to the shared folder, never over another cluster there', async () => {
    await makeCluster(join(dataDir, 'postgres'));
    const first = await moveCluster(dataDir, undefined, sharedDir);
    expect(await readlink(join(dataDir, 'postgres'))).toBe(first);
    await rm(join(dataDir, 'postgres'));
    await makeCluster(join(dataDir, 'postgres'));
    expect(await moveCluster(dataDir, undefined, sharedDir)).not.toBe(first);
  });

  it('is found again when a move was cut short', async () => {
    await makeCluster(join(dataDir, 'postgres'));
    await symlink(join(root, 'new-place'), join(dataDir, 'postgres.moving'));
    expect((await findCluster(dataDir)).directory).toBe(join(dataDir, 'postgres'));

    await symlink(join(root, 'new-place'), join(dataDir, 'postgres.moving'));
    await rename(join(dataDir, 'postgres'), join(root, 'new-place'));
    expect(await findCluster(dataDir)).toEqual({ directory: join(root, 'new-place'), exists: true });
  });
});
