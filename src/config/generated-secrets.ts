import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The encryption key of an installation with an embedded database: kept beside the data with mode 0600, made at the
 * first start. An `ENCRYPTION_KEYS` variable takes its place.
 */
export async function encryptionKeyIn(dataDir: string): Promise<string> {
  const file = join(dataDir, 'encryption-key');
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}
