import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { commandLineOf, isAlive, startTimeOf } from './process-identity.js';

/** Above every system's highest process id, so that no process has it. */
const NO_PROCESS = '2147483647';
const POLL_MS = 20;

/** How long each signal may take: fast shutdown, immediate shutdown (recovers at the next start), kill. */
const STEPS: readonly { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
];

/**
 * Stops the server that still runs on a cluster whose Dialplane was killed. The caller holds the lock of the cluster,
 * so whatever runs there has no owner.
 */
export async function stopOrphanedServer(cluster: string, onLog: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const content = await readFile(file, 'utf8').catch(() => '');
  const [pidLine, directoryLine] = content.split('\n');
  const pid = Number(pidLine);
  // PostgreSQL itself clears away the file of a process that is gone.
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  const command = commandLineOf(pid);
  // A platform that does not tell what the process is: PostgreSQL refuses to start, and names it.
  if (command === undefined) return;
  if (!(await isServerOf(command, directoryLine ?? '', cluster))) {
    // The id now belongs to something else, for which PostgreSQL would refuse to start. The rest of the file stays: it
    // names the shared memory by which PostgreSQL notices surviving workers of the old server.
    await writeFile(file, content.replace(/^\d+/, NO_PROCESS));
    return;
  }
  onLog(`Stopping the PostgreSQL server (process ${String(pid)}) that a killed Dialplane left running in ${cluster}`);
  await stop(pid);
}

async function isServerOf(command: string, directory: string, cluster: string): Promise<boolean> {
  if (!command.includes('postgres') || !command.includes(`-D ${directory} `)) return false;
  // A copied cluster carries the pid file of the original's server, which is none of our business. A moved one is ours.
  const named = await realpath(directory).then(stat, () => undefined);
  return named === undefined || named.ino === (await stat(cluster)).ino;
}

async function stop(pid: number): Promise<void> {
  const startTime = startTimeOf(pid);
  const isRunning = (): boolean => isAlive(pid) && startTimeOf(pid) === startTime;
  for (const { signal, patienceMs } of STEPS) {
    try {
      process.kill(pid, signal);
    } catch {
      if (!isRunning()) return;
    }
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
      if (!isRunning()) return;
      await sleep(POLL_MS);
    }
  }
  throw new EmbeddedPostgresError(
    `A PostgreSQL server (process ${String(pid)}) without an owner still runs on the data directory and cannot be ` +
      'stopped. Stop that process, or restart the machine.',
  );
}
