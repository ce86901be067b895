import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hasErrorCode } from './file-system.js';

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: 'lstart' | 'command'): string | undefined {
  const ask = (): string =>
    execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/bin:/usr/bin' },
    });
  return process.platform === 'win32' ? undefined : attempt(ask)?.trim();
}

/** State and start time from `/proc/<pid>/stat`. The command name may hold spaces and brackets: read from its end. */
function procStat(pid: number): { state: string; startTicks: string } | undefined {
  const stat = attempt(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const startTicks = fields?.[19];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}

/** Whether the process runs. A zombie does not: under a first process that reaps nothing it would count for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM')) return false;
  }
  const state = procStat(pid)?.state;
  return state !== 'Z' && state !== 'X';
}

/** When the process started: tells a process from a later one that got the same id. Undefined where nothing tells. */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? procStat(pid)?.startTicks : ps(pid, 'lstart');
}

/** The command line of a process, or undefined when it is gone or the platform does not tell. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'command');
  return attempt(() => readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8'))?.replaceAll('\0', ' ');
}

/**
 * Where process ids mean the same: this boot of this machine and this process namespace. Two containers on one volume
 * cannot see each other's processes, so "no such process" proves nothing across this border.
 */
export function processSpace(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return `${boot ?? ''}/${namespace ?? ''}`;
}
