import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApiClient } from './api-client.js';
import { eventually } from './eventually.js';
import { ResponseValidator } from './response-validator.js';
import type { ServiceBuild } from './service-build.js';

const START_PATIENCE_MS = 25_000;
const BASE_ENV = { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_FORMAT: 'json' };

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The service as a process of its own, as an operator runs it. */
export class ServiceProcess {
  /** What it has written so far. */
  stdout = '';
  stderr = '';
  readonly exited: Promise<Exit>;
  private exit: Exit | undefined;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
    this.exited = once(child, 'close').then(([code, signal]) => {
      this.exit = { code, signal };
      return this.exit;
    });
  }

  /** Starts it with exactly this environment, on a free port. */
  static spawn({ main, folder }: ServiceBuild, env: Readonly<Record<string, string>>): ServiceProcess {
    const options = { cwd: folder, env: { ...BASE_ENV, ...env } };
    return new ServiceProcess(spawn(process.execPath, [main], options));
  }

  /**
   * Loads the code, which is most of what a start takes, and starts nothing before it is told to {@link go}. For tests
   * that start many, one after the other.
   */
  static warm({ main, folder }: ServiceBuild, env: Readonly<Record<string, string>>): ServiceProcess {
    const warmStart = pathToFileURL(join(process.cwd(), 'test/support/warm-start.mjs'));
    warmStart.searchParams.set('code', pathToFileURL(join(folder, 'dist/bootstrap.js')).href);
    warmStart.searchParams.set('cache', join(folder, 'compile-cache'));
    const options = { cwd: folder, env: { ...BASE_ENV, ...env } };
    return new ServiceProcess(spawn(process.execPath, ['--import', warmStart.href, main], options));
  }

  /** Lets a warm one start. */
  go(): this {
    this.child.stdin?.write('\n');
    return this;
  }

  get output(): string {
    return `${this.stdout}\n${this.stderr}`;
  }

  get isRunning(): boolean {
    return this.exit === undefined;
  }

  /** Where it listens, once it says so. */
  async url(): Promise<string> {
    const announced = (): string | undefined => /API (http:\/\/[^/\s]+)\/api\/v1/.exec(this.stdout)?.[1];
    const look = (): Promise<string | undefined> => Promise.resolve(announced() ?? (this.exit ? '' : undefined));
    const url = await eventually(look, (found) => found !== undefined, START_PATIENCE_MS);
    if (!url) throw new Error(`the service ended with ${JSON.stringify(this.exit)}:\n${this.output}`);
    return url;
  }

  /** A client whose answers are held against what this process says of itself, or said when it ran before. */
  async api(key: string, validator?: ResponseValidator): Promise<ApiClient> {
    return new ApiClient(await this.url(), key, validator ?? (await this.validator()));
  }

  /** Holds answers against what this process says of itself. */
  async validator(): Promise<ResponseValidator> {
    const answer = await fetch(`${await this.url()}/api/openapi.json`);
    return new ResponseValidator((await answer.json()) as ConstructorParameters<typeof ResponseValidator>[0]);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.child.kill(signal);
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.signal(signal);
    return this.exited;
  }
}
