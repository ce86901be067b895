import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The encryption key of an installation with an embedded database: kept beside the data with mode 0600, made at the
 * first start. An `ENCRYPTION_KEYS` variable takes its place.
 */
export async function encryptionKeyIn(dataDir: string): Promise<string> {
  const file = join(dataDir, 'encryption-key');
  await mkdir(dataDir, { recursive: true });
  return (await read(file)) ?? create(file);
}

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Complete and on the disk before it has its name: what a lost key has sealed is lost, and half a key opens nothing. */
async function create(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(randomBytes(32).toString('base64'));
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    // Somebody else was faster: theirs is the key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}
