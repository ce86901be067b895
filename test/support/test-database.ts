import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { TEMPLATE_DATABASE } from './template-database.js';

export interface TestDatabase {
  url: string;
  name: string;
  /** Removes the database, whoever is still connected to it. */
  drop(): Promise<void>;
}

const OBJECT_IN_USE = '55006';
const PATIENCE_MS = 10_000;

/** A migrated database of its own for a test file, copied from the template that the global setup made. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY file_copy`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

function adminUrl(): string {
  const url = process.env['TEST_DATABASE_ADMIN_URL'];
  if (url !== undefined) return url;
  throw new Error('TEST_DATABASE_ADMIN_URL is not set: this test needs the global setup, which unit specs do not have');
}

/** Whatever else looks at the template for a moment holds up a copy, so a refusal is not final. */
async function runAsAdmin(statement: string): Promise<void> {
  const client = new Client(adminUrl());
  await client.connect();
  try {
    for (const giveUpAt = Date.now() + PATIENCE_MS; ;) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        const isBusy = error instanceof DatabaseError && error.code === OBJECT_IN_USE;
        if (!isBusy || Date.now() > giveUpAt) throw error;
        await sleep(20);
      }
    }
  } finally {
    await client.end();
  }
}
