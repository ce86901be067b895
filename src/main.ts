import 'reflect-metadata';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { createApp } from './bootstrap.js';
import { ConfigurationError } from './config/configuration.error.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres.error.js';
import { announce } from './start/announce.js';
import { listen } from './start/listen.js';
import { OrderlyStop } from './start/orderly-stop.js';
import { prepareStart } from './start/prepare-start.js';
import { showFirstKey } from './start/show-first-key.js';
import { startWithoutDatabase } from './start/start-without-database.js';
import { stopServing } from './start/stop-serving.js';

/** EX_CONFIG of sysexits.h: a supervisor should not restart what only an operator can repair. */
const EXIT_CONFIGURATION = 78;

async function main(stop: OrderlyStop): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { config, away } = await prepareStart(process.env, stop);
  if (away) return startWithoutDatabase(config, away, stop);
  const app = await createApp(config);
  stop.add(() => stopServing(app));
  showFirstKey(app);
  await listen(app, config.http);
  announce(app, config);
}

const stop = new OrderlyStop();

main(stop).catch(async (error: unknown) => {
  const isReadable = error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  const text = error instanceof Error ? (isReadable ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  await stop.run();
  process.exit(isReadable ? EXIT_CONFIGURATION : 1);
});
