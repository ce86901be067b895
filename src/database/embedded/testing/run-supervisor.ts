import { EmbeddedPostgres } from '../embedded-postgres.js';

/**
 * A process that keeps an embedded server, for specs that kill it. Arguments: data directory, shared directory.
 * Writes one line of JSON when the server is up or refused to be.
 */
const [dataDir = '', sharedDir = ''] = process.argv.slice(2);
const log: string[] = [];
const tell = (message: unknown): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const startedAt = Date.now();
  const server = await EmbeddedPostgres.start({
    dataDir,
    sharedDir,
    onLog: (line) => log.push(line),
  });
  tell({ url: server.connectionUrl(), wasInitialised: server.wasInitialised, tookMs: Date.now() - startedAt, log });
  const keepAlive = setInterval(() => undefined, 1_000);
  process.once('SIGTERM', () => {
    clearInterval(keepAlive);
    void server.stop();
  });
} catch (error) {
  tell({ refused: error instanceof Error ? error.message : String(error), name: error instanceof Error && error.name });
}
