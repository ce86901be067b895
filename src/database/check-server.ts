import { Client } from 'pg';
import { isDatabaseUnavailable } from '../common/persistence/database-unavailable.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { DatabaseAwayError } from './database-away.error.js';

const OLDEST_VERSION = 150_000;

// "Invalid authorization" and "no such database": the server is there, and what the operator has written is wrong.
const MISTAKES = /^(28|3D)/;

/** Whether waiting may help, as opposed to what only the operator can repair. */
function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return message === 'timeout expired' || (isDatabaseUnavailable(error) && !MISTAKES.test(code ?? ''));
}

/** What the server or the socket says, without the URL: that holds a password. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter((part) => part !== undefined && part !== '').join(' ');
}

/**
 * Asks the operator's server for its version before anything relies on it.
 * @throws DatabaseAwayError when it cannot be reached at present
 * @throws ConfigurationError when it refuses the login, or is too old
 */
export async function checkServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int AS version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < OLDEST_VERSION) {
      throw new ConfigurationError([
        `DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed`,
      ]);
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const Refusal = isAway(error) ? DatabaseAwayError : ConfigurationError;
    throw new Refusal([
      `DATABASE_URL cannot be used: ${reasonOf(error)}. Check host, port, user, password and database`,
    ]);
  } finally {
    await client.end().catch(() => undefined);
  }
}
