import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const START_MS = 30_000;
const STOP_MS = 20_000;
const LISTENING = /API (http:\/\/\S+)\/api\/v1/;

/** What the service needs of the environment that the demo was started in; the rest could lead it to real data. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot', 'TEMP', 'TMP'];

/** The built service as a process of its own, on a database that is thrown away with it. */
export class DemoService {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    /** May do everything, as the key that a first start prints. */
    readonly key: string,
    private output: string,
  ) {}

  /** @param env where the carriers are */
  static async start(env: Readonly<Record<string, string>>): Promise<DemoService> {
    const folder = await mkdtemp(join(tmpdir(), 'dialplane-demo-'));
    // The user that PostgreSQL runs as when the demo runs as root must get in.
    await chmod(folder, 0o711);
    const key = randomBytes(32).toString('hex');
    const child = spawn(process.execPath, ['--enable-source-maps', MAIN], {
      // Away from a `.env` that may name a real database.
      cwd: folder,
      env: {
        ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
        ...env,
        PORT: '0',
        DATA_DIR: join(folder, 'data'),
        BOOTSTRAP_API_KEY: key,
        LOG_FORMAT: 'json',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for the demo, which stops the service in order.
      detached: true,
    });
    const service = new DemoService(folder, child, key, '');
    child.once('error', (error) => (service.output += error.message));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (service.output += chunk.toString()));
    }
    return service;
  }

  /** The URL of the service once it listens. */
  async url(): Promise<string> {
    await this.until(() => this.listeningUrl !== undefined, START_MS);
    if (this.listeningUrl === undefined) throw new Error(`the service did not start:\n${this.output}`);
    return this.listeningUrl;
  }

  /** Stops the service and its database, and removes their files. */
  async stop(): Promise<void> {
    // Only a service that listens stops in order; before that, a signal would leave its database running.
    await this.until(() => this.listeningUrl !== undefined, START_MS);
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      if (this.isRunning) this.child.kill(name);
      await this.until(() => false, STOP_MS);
    }
    // The database is elsewhere, behind a link, when PostgreSQL's user cannot enter the folder.
    const cluster = await realpath(join(this.folder, 'data', 'postgres')).catch(() => null);
    if (cluster !== null) await rm(cluster, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private get listeningUrl(): string | undefined {
    return LISTENING.exec(this.output)?.[1];
  }

  /** Waits for the condition, but no longer than the time given or the service's life. */
  private async until(condition: () => boolean, patienceMs: number): Promise<void> {
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline && this.isRunning;) {
      if (condition()) return;
      await sleep(20);
    }
  }

  private get isRunning(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }
}
