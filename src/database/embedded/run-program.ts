import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { SpawnOptions } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import type { ServiceUser } from './service-user.js';

/**
 * How PostgreSQL's programs are spawned: as the service user, in a folder that this user can enter, and without our
 * environment, which holds secrets and may hold PG* variables meant for other servers. Messages stay English, as
 * some of them are recognised.
 */
export function spawnOptions(cwd: string, user: ServiceUser | undefined): SpawnOptions {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return { ...identity, cwd, env: { LC_ALL: 'C', TZ: 'UTC' }, windowsHide: true };
}

/**
 * Runs one of PostgreSQL's programs to its end.
 * @throws EmbeddedPostgresError with the program's output when it does not succeed.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd: string; user: ServiceUser | undefined; input?: string },
): Promise<void> {
  const child = spawn(program, args, { ...spawnOptions(options.cwd, options.user), stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // A program that ends early leaves its input unread: what counts is its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => {
      resolve(spawnFailure(error, options.cwd));
    });
    child.once('close', (code, signal) => {
      resolve(code === 0 ? undefined : `ended with ${String(signal ?? code)}: ${output.trim()}`);
    });
  });
  if (failure !== undefined) throw new EmbeddedPostgresError(`The embedded PostgreSQL (${program}) ${failure}`);
}

/** Why a program could not be started, with what to do about it. The system's own words blame the program for all. */
export function spawnFailure(error: Error, cwd: string): string {
  if (!existsSync(cwd)) return `cannot start, because the folder ${cwd} does not exist any more`;
  return (
    `cannot start (${error.message}). Its programs need glibc on Linux, which an Alpine image does not have, and the ` +
    'right to execute files where they are. Set DATABASE_URL to use a PostgreSQL of your own'
  );
}
