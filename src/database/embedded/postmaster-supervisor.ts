import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { messageOf } from './file-system.js';
import { findFreePort } from './free-port.js';
import { Postmaster } from './postmaster.js';
import type { PostmasterOptions } from './postmaster.js';
import { ServerEndedError } from './server-ended.error.js';
import { SUPERUSER } from './superuser.js';
import { untilReady } from './until-ready.js';

export interface SupervisorOptions extends Omit<PostmasterOptions, 'port'> {
  /** Undefined: any free port. */
  port: number | undefined;
  password: string;
}

const PORT_ATTEMPTS = 5;
const PASSING_MS = 15_000;
const RETRY_MS = 200;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 10_000;
/** After this time of health the next failure is a new one, not a repetition. */
const STEADY_MS = 30_000;

/** Keeps one PostgreSQL server running on one port until it is told to stop. */
export class PostmasterSupervisor {
  private readonly stopping = new AbortController();
  private backoffMs = FIRST_BACKOFF_MS;
  private readonly watching: Promise<void>;

  private constructor(
    private readonly options: SupervisorOptions,
    readonly port: number,
    private postmaster: Postmaster,
  ) {
    this.watching = this.watch();
  }

  /** @throws EmbeddedPostgresError when the server cannot be started. */
  static async start(options: SupervisorOptions): Promise<PostmasterSupervisor> {
    const giveUpAt = Date.now() + PASSING_MS;
    for (let attempt = 1; ; attempt++) {
      const port = options.port ?? (await findFreePort());
      const postmaster = new Postmaster({ ...options, port });
      try {
        await untilReady(postmaster, superuserConnection(options, port), options.onLog);
        return new PostmasterSupervisor(options, port, postmaster);
      } catch (error) {
        await postmaster.stop();
        if (!(error instanceof ServerEndedError)) throw error;
        if (error.isPortTaken && options.port !== undefined) throw portTaken(options.port, error);
        const isWorthwhile = error.isPortTaken ? attempt < PORT_ATTEMPTS : error.isPassing && Date.now() < giveUpAt;
        if (!isWorthwhile) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.postmaster.stop();
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const startedAt = Date.now();
      const reason = await this.postmaster.ended;
      if (this.stopping.signal.aborted) return;
      if (Date.now() - startedAt > STEADY_MS) this.backoffMs = FIRST_BACKOFF_MS;
      this.options.onLog(`PostgreSQL ${reason}; starting it again`);
      await this.startAgain();
    }
  }

  private async startAgain(): Promise<void> {
    const { options, port, stopping } = this;
    for (;;) {
      await sleep(this.backoffMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
      this.postmaster = new Postmaster({ ...options, port });
      try {
        await untilReady(this.postmaster, superuserConnection(options, port), options.onLog);
        options.onLog('PostgreSQL accepts connections again');
        return;
      } catch (error) {
        await this.postmaster.stop();
        if (stopping.signal.aborted) return;
        options.onLog(`Starting PostgreSQL again failed: ${messageOf(error)}`);
      }
    }
  }
}

/** A connection to the database that every cluster has. */
export function superuserConnection(options: { password: string }, port: number): ClientConfig {
  return { host: '127.0.0.1', port, user: SUPERUSER, password: options.password, database: 'postgres' };
}

function portTaken(port: number, cause: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Port ${String(port)} of 127.0.0.1 is in use by another program, so the embedded PostgreSQL cannot listen on it. ` +
      'Stop that program or choose another port.',
    { cause },
  );
}
