import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';

/** A statement of its own. */
export interface Statement {
  /** Unique name: PostgreSQL then parses and plans it once per connection. Without it, each time. */
  name?: string;
  text: string;
  /** How long to wait for an answer, instead of as long as for every statement. */
  timeoutMs?: number;
}

/**
 * The two ways to the database that are not a repository: a statement, prepared when it has a name, on a pooled connection; and one
 * short transaction. Neither may be held across a call to a carrier.
 */
@Injectable()
export class Database {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Runs a statement outside a transaction.
   * @throws QueryFailedError as the ORM does, so that errors are translated in one place
   */
  async query<Row extends object>({ timeoutMs, ...statement }: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      const pool = this.pool();
      const patience = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
      const result = await pool.query<Row>({ ...statement, ...patience, values: [...values] });
      return result.rows;
    } catch (error) {
      throw error instanceof Error ? new QueryFailedError(statement.name ?? 'statement', undefined, error) : error;
    }
  }

  /** One transaction; everything inside must use the manager that is handed in. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }

  /** Before the first connection there is no pool: what asks then is told what it is told when one is lost. */
  private pool(): Pool {
    if (this.source.isInitialized) return (this.source.driver as unknown as { master: Pool }).master;
    throw new Error('Connection terminated: the database has not been reached since the start');
  }
}
