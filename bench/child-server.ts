import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** One server under measurement, alone on the first core where the system can pin it. */
export class ChildServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** From the start of the process to the line that says where it listens, milliseconds. */
    readonly startMs: number,
  ) {}

  static async start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildServer> {
    const canPin = spawnSync('taskset', ['-V']).status === 0;
    const [command, ...rest] = canPin ? ['taskset', '-c', '0', process.execPath, ...args] : [process.execPath, ...args];
    const startedAt = performance.now();
    const child = spawn(command ?? process.execPath, rest, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url === undefined) continue;
      child.stdout.resume();
      return new ChildServer(child, url, performance.now() - startedAt);
    }
    throw new Error(`The server ended before it listened: ${args.join(' ')}`);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
