import type { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { TestApp } from './test-app.js';

/** What runs beside requests whenever it likes. */
const BACKGROUND =
  /^(api-key-usage|idempotency-purge|sync-claim-next-due|sync-next-due-at|sync-wake-due|job-finish-settled|sync-settle-stragglers|job-unattended|trunk-is-due|trunk-wake-left|calls-insert|calls-news|calls-delete-old|secret-uses|route-[a-z-]+)$/;

/** The connections on which the queue looks for work, and the route table for changes, all the time. */
const RESTLESS = /^dialplane-(queue|routes)$/;

/** A connection, as the driver keeps it. */
type Connection = Client & { connectionParameters: { application_name?: string } };

type Query = (this: Connection, config: unknown, ...rest: unknown[]) => unknown;

/** Counts the statements that an application sends to PostgreSQL, whichever library they come from. */
export class StatementCounter {
  private statements: string[] = [];

  private constructor(private readonly restoreQuery: () => void) {}

  /** Watches every connection of the application's pool; {@link stop} when the test is over. */
  static watch(app: TestApp): StatementCounter {
    const { driver } = app.app.get(DataSource) as unknown as { driver: { master: Pool & { Client: typeof Client } } };
    const prototype = driver.master.Client.prototype as unknown as { query: Query };
    const original = prototype.query;
    const counter = new StatementCounter(() => (prototype.query = original));
    prototype.query = function (this: Connection, config, ...rest) {
      if (!RESTLESS.test(this.connectionParameters.application_name ?? '')) counter.note(config);
      return original.call(this, config, ...rest);
    };
    return counter;
  }

  /** The statements that the work made the application send. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    this.statements = [];
    await work();
    const seen = this.statements;
    this.statements = [];
    return seen;
  }

  stop(): void {
    this.restoreQuery();
  }

  private note(config: unknown): void {
    const { name, text } = typeof config === 'string' ? { name: undefined, text: config } : (config as NamedStatement);
    if (name === undefined || !BACKGROUND.test(name)) this.statements.push(text);
  }
}

interface NamedStatement {
  name?: string;
  text: string;
}
