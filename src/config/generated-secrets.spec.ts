import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEncryptionKeys } from './encryption-keys.js';
import { encryptionKeyIn } from './generated-secrets.js';

describe('the generated encryption key', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'dialplane-secrets-')), 'data');
  });

  afterEach(async () => {
    await rm(join(folder, '..'), { recursive: true });
  });

  it('is made once, for this user alone, and read from then on', async () => {
    const key = await encryptionKeyIn(folder);
    expect(parseEncryptionKeys(key)).toHaveLength(1);
    expect(await encryptionKeyIn(folder)).toBe(key);
    expect((await stat(join(folder, 'encryption-key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'encryption-key'), 'utf8')).toBe(key);
  });

  it('is one when several starts make it at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => encryptionKeyIn(folder)));
    expect(new Set(keys).size).toBe(1);
  });

  it('may have been given a line end by an editor', async () => {
    const key = await encryptionKeyIn(folder);
    await writeFile(join(folder, 'encryption-key'), `${key}\n`);
    expect(await encryptionKeyIn(folder)).toBe(key);
  });
});
