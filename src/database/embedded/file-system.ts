import { chmod, lstat, mkdir } from 'node:fs/promises';
import type { Stats } from 'node:fs';

/**
 * Whether the system or the server refused with one of these codes, such as `ENOENT`. Looks at the code alone: under
 * Jest, Node's own errors are of another realm, where `instanceof Error` is false.
 */
export function hasErrorCode(error: unknown, ...codes: string[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && codes.includes(error.code);
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** The entry at a path without following a link, or undefined when there is none. */
export async function entryAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Makes a folder that every user can enter, whatever the umask. One that exists stays as its owner wants it. */
export async function makeOpenFolder(path: string): Promise<void> {
  if ((await mkdir(path, { recursive: true })) !== undefined) await chmod(path, 0o755);
}
