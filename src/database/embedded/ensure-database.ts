import { Client } from 'pg';
import type { ClientConfig } from 'pg';

/** Creates the database unless it is there: the process may have been killed between making the cluster and this. */
export async function ensureDatabase(connection: ClientConfig, name: string): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
