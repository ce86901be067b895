import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/all-migrations.js';
import { SnakeNamingStrategy } from './snake-naming.strategy.js';

interface ConnectionSettings {
  url: string;
  poolSize?: number;
  applicationName?: string;
}

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** A statement that runs longer than this is a mistake; the client has long gone, milliseconds. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** When the server has not even said that it gave up, it is not reachable: without this, a request waits for ever. */
const SILENCE_TIMEOUT_MS = 20_000;

/** The one description of the connection: for the application, the TypeORM command line and the tests. */
export function dataSourceOptions({
  url,
  poolSize = 10,
  applicationName = 'dialplane',
}: ConnectionSettings): PostgresOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    namingStrategy: new SnakeNamingStrategy(),
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    // The ORM's log prints parameters, which can be credentials.
    logging: false,
    // A forgotten organization id must be an error, never a condition that is left out.
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    // Ids are below 2^53, so numbers hold them exactly.
    parseInt8: true,
    connectTimeoutMS: 5_000,
    extra: { statement_timeout: STATEMENT_TIMEOUT_MS, query_timeout: SILENCE_TIMEOUT_MS, keepAlive: true },
  };
}
