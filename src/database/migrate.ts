import { Logger, runMigrations } from 'graphile-worker';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

const SILENT = new Logger(() => () => undefined);

/** Any constant will do, as long as every instance uses the same. */
const MIGRATION_LOCK = 7_234_001;

/** The queue keeps its tables in a schema of its own, under its own migrations. */
export async function migrateQueue(url: string): Promise<void> {
  await runMigrations({ connectionString: url, maxPoolSize: 1, logger: SILENT });
}

/**
 * Brings the schema up to date. Instances that start together wait for each other, so each migration runs once.
 * @returns the names of the migrations that this call ran
 */
export async function migrate(url: string): Promise<string[]> {
  const source = new DataSource({
    ...dataSourceOptions({ url, poolSize: 2, applicationName: 'dialplane-migrate' }),
    extra: {},
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrateQueue(url);
    const migrations = await source.runMigrations();
    return migrations.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}
