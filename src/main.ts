import 'reflect-metadata';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { createApp } from './bootstrap.js';
import { ConfigurationError } from './config/configuration.error.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres.error.js';
import { announce } from './start/announce.js';
import { prepareStart } from './start/prepare-start.js';
import { stopOnSignal } from './start/stop-on-signal.js';

/** EX_CONFIG of sysexits.h: a supervisor should not restart what only an operator can repair. */
const EXIT_CONFIGURATION = 78;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { config, stopDatabase } = await prepareStart(process.env);
  try {
    const app = await createApp(config);
    await app.listen(config.http.port, config.http.host);
    stopOnSignal(app, stopDatabase);
    announce(app, config);
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}

main().catch((error: unknown) => {
  const isReadable = error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  const text = error instanceof Error ? (isReadable ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(isReadable ? EXIT_CONFIGURATION : 1);
});
