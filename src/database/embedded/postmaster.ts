import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { PostgresBinaries } from './postgres-binaries.js';
import { spawnFailure, spawnOptions } from './run-program.js';
import type { ServiceUser } from './service-user.js';

export interface PostmasterOptions {
  binaries: PostgresBinaries;
  cluster: string;
  user: ServiceUser | undefined;
  port: number;
  settings: Readonly<Record<string, string>>;
  onLog: (line: string) => void;
}

const REMEMBERED_LINES = 20;
/** Of postmaster.pid, from 0. */
const STATUS_LINE = 7;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** What the caller may change. Failed statements are reported by those who sent them; their text may hold tenants' data. */
const DEFAULTS: Readonly<Record<string, string>> = {
  cluster_name: 'dialplane',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'log',
};

/** One run of the PostgreSQL server process, from its spawning to its end. */
export class Postmaster {
  /** Resolves when the process is gone, with why in a few words. Never rejects. */
  readonly ended: Promise<string>;
  hasEnded = false;
  private readonly child: ChildProcess;
  private readonly lastLines: string[] = [];
  private readonly stopWithUs = (): void => {
    this.signal('SIGINT');
  };

  constructor(private readonly options: PostmasterOptions) {
    this.child = spawn(options.binaries.postgres, this.args(), {
      ...spawnOptions(options.cluster, options.user),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl+C is for us, and the database must outlive the requests that are being finished.
      detached: true,
    });
    this.ended = this.untilGone();
    this.listen(this.child.stdout);
    this.listen(this.child.stderr);
    // A forgotten stop() must not keep the process alive; whatever ends it takes the server along.
    this.child.unref();
    process.once('exit', this.stopWithUs);
  }

  /** The last lines that the server wrote. */
  get tail(): string {
    return this.lastLines.join('\n');
  }

  /**
   * Whether the server says that it takes connections. Asked before connecting, as every earlier attempt would leave
   * an alarming line in its log. The file may still be that of an earlier server.
   */
  async isReady(): Promise<boolean> {
    const content = await readFile(join(this.options.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
    const lines = content.split('\n');
    return lines[0] === String(this.child.pid) && lines[STATUS_LINE]?.trim() === 'ready';
  }

  /** Fast shutdown: connections are closed, data is written. Harsher when that takes too long. */
  async stop(): Promise<void> {
    this.child.ref();
    for (const [signal, patienceMs] of [
      ['SIGINT', FAST_SHUTDOWN_MS],
      ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
      ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
    ] as const) {
      this.signal(signal);
      const patience = new AbortController();
      const timer = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([this.ended, timer]);
      patience.abort();
      if (this.hasEnded) return;
    }
  }

  private signal(signal: NodeJS.Signals): void {
    if (!this.hasEnded) this.child.kill(signal);
  }

  private args(): string[] {
    const { cluster, port, settings } = this.options;
    const fixed = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      logging_collector: 'off',
      log_destination: 'stderr',
      log_line_prefix: '',
    };
    const all = Object.entries({ ...DEFAULTS, ...settings, ...fixed });
    // -D first and followed by more: by this an orphan is recognised later.
    return ['-D', cluster, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }

  private async untilGone(): Promise<string> {
    const reason = await new Promise<string>((resolve) => {
      this.child.on('error', (error) => {
        resolve(spawnFailure(error, this.options.cluster));
      });
      // Its output is complete before 'close', but workers of a killed server hold the pipes open: do not wait long.
      this.child.once('exit', (code, signal) => {
        const why = `ended with ${signal ?? `exit code ${String(code)}`}`;
        this.child.once('close', () => {
          resolve(why);
        });
        setTimeout(resolve, 200, why).unref();
      });
    });
    this.hasEnded = true;
    process.off('exit', this.stopWithUs);
    return reason;
  }

  private listen(stream: Readable | null): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      this.lastLines.push(line);
      if (this.lastLines.length > REMEMBERED_LINES) this.lastLines.shift();
      this.options.onLog(line);
    });
    (stream as Readable & { unref?: () => void }).unref?.();
  }
}
