import { Client } from 'pg';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE_DATABASE = 'template_dialplane';

/** Makes the template on a new server: migrated once, then closed, because a database in use cannot be copied. */
export async function createTemplate(adminUrl: string): Promise<void> {
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    const url = new URL(adminUrl);
    url.pathname = `/${TEMPLATE_DATABASE}`;
    await migrateTemplate(url.href);
    await admin.query(`ALTER DATABASE ${TEMPLATE_DATABASE} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}

/** Brings the database to the newest schema in the way that the service does at its start. */
export async function migrateTemplate(url: string): Promise<void> {
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await import('../../src/database/data-source-options.js');
  const { migrateQueue } = await import('../../src/database/migrate.js');
  await migrateQueue(url);
  const dataSource = new DataSource(dataSourceOptions({ url }));
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
