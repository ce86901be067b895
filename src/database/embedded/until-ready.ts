import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { hasErrorCode, messageOf } from './file-system.js';
import type { Postmaster } from './postmaster.js';
import { ServerEndedError } from './server-ended.error.js';

const POLL_MS = 15;
const PATIENCE_MS = 15_000;
const REPORT_MS = 10_000;
const INVALID_PASSWORD = '28P01';

/**
 * Waits until the server accepts a connection. Recovery after a crash may take minutes and is waited for.
 * @throws ServerEndedError when the server ends instead
 */
export async function untilReady(
  postmaster: Postmaster,
  connection: ClientConfig,
  onLog: (line: string) => void,
): Promise<void> {
  let nextReport = Date.now() + REPORT_MS;
  while (!postmaster.hasEnded && !(await postmaster.isReady())) {
    await sleep(POLL_MS);
    if (Date.now() < nextReport) continue;
    onLog('Waiting for PostgreSQL to finish its recovery');
    nextReport += REPORT_MS;
  }
  await untilConnected(postmaster, connection);
}

async function untilConnected(postmaster: Postmaster, connection: ClientConfig): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const failure = postmaster.hasEnded ? undefined : await tryToConnect(connection);
    if (postmaster.hasEnded) throw new ServerEndedError(await postmaster.ended, postmaster.tail);
    if (failure === undefined) return;
    if (hasErrorCode(failure.refusal, INVALID_PASSWORD)) throw wrongPassword(failure.refusal);
    if (Date.now() > deadline) throw silent(failure.refusal);
    await sleep(POLL_MS);
  }
}

/** Undefined when a connection was accepted. */
async function tryToConnect(connection: ClientConfig): Promise<{ refusal: unknown } | undefined> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return { refusal: error };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function wrongPassword(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'The embedded PostgreSQL does not accept the password in the file postgres-password of the data directory. ' +
      'Remove that file: the next start sets a new password.',
    { cause },
  );
}

function silent(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(`The embedded PostgreSQL runs but accepts no connection: ${messageOf(cause)}`, {
    cause,
  });
}
