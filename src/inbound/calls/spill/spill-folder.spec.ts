import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpillFolder } from './spill-folder.js';

const MIB = 1024 * 1024;

describe('the folder for what waits', () => {
  let root = '';

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dialplane-spill-'));
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const contentOf = async (folder: SpillFolder): Promise<string> => {
    let content = '';
    for (let segment = await folder.oldest(); segment; segment = await folder.oldest()) {
      content += await readFile(segment.path, 'utf8');
      await folder.remove(segment);
    }
    return content;
  };

  it('gives back in order what was put in, also while more is put in', async () => {
    const folder = await SpillFolder.create(root);
    await Promise.all(['a\n', 'b\n', 'c\n'].map((line) => folder.append(line, 1)));
    const first = await folder.oldest();
    await folder.append('d\n', 1);
    expect(await readFile(first?.path ?? '', 'utf8')).toBe('a\nb\nc\n');
    expect(await contentOf(folder)).toBe('a\nb\nc\nd\n');
    expect(folder.bytes).toBe(0);
    await folder.close();
    expect(await readdir(root)).toEqual([]);
  });

  it('can be read by nobody else', async () => {
    const folder = await SpillFolder.create(root);
    await folder.append('a\n', 1);
    const segment = await folder.oldest();
    expect((await stat(segment?.path ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
    await folder.close();
  });

  it('is taken over when its process has ended, and only then', async () => {
    const folder = await SpillFolder.create(root);
    await folder.append('a\n', 1);
    expect(await SpillFolder.adopt(folder.path)).toBeNull();
    await folder.close();
    const adopted = await SpillFolder.adopt(folder.path);
    expect(await SpillFolder.adopt(folder.path)).toBeNull();
    expect(adopted && (await contentOf(adopted))).toBe('a\n');
    await adopted?.close();
    expect(await SpillFolder.adopt(folder.path)).toBeNull();
  });

  it('is taken over from a process whose id another one has now', async () => {
    const folder = await SpillFolder.create(root);
    await folder.append('a\n', 1);
    const lock = join(folder.path, 'dialplane.pid');
    const owner = JSON.parse(await readFile(lock, 'utf8')) as { startTime: string };
    await writeFile(lock, JSON.stringify({ ...owner, startTime: `${owner.startTime}0` }));
    const adopted = await SpillFolder.adopt(folder.path);
    expect(adopted).not.toBeNull();
    await adopted?.close();
    await folder.close();
  });

  it('makes room by its oldest files, but for the one that is being read', async () => {
    const folder = await SpillFolder.create(root);
    // Each fills a file.
    for (const letter of ['a', 'b', 'c', 'd']) await folder.append(`${letter.repeat(2 * MIB)}\n`, 3);
    expect(await folder.trim(100 * MIB)).toEqual([]);
    const gone = await folder.trim(5 * MIB);
    expect(gone.map(({ lines }) => lines)).toEqual([3, 3]);
    expect((await contentOf(folder)).replaceAll(/(.)\1+/g, '$1')).toBe('a\nd\n');
    await folder.close();
  });

  it('is not made where the disk does not let it be made', async () => {
    await writeFile(join(root, 'calls'), '');
    await expect(SpillFolder.create(join(root, 'calls'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
