import 'reflect-metadata';
import { existsSync } from 'node:fs';
import process from 'node:process';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './bootstrap.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigurationError } from './config/configuration.error.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres.error.js';
import { announce } from './start/announce.js';
import { OrderlyStop } from './start/orderly-stop.js';
import { prepareStart } from './start/prepare-start.js';
import { showFirstKey } from './start/show-first-key.js';
import { stopServing } from './start/stop-serving.js';

/** EX_CONFIG of sysexits.h: a supervisor should not restart what only an operator can repair. */
const EXIT_CONFIGURATION = 78;

async function main(stop: OrderlyStop): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = await prepareStart(process.env, stop);
  const app = await createApp(config);
  stop.add(() => stopServing(app));
  showFirstKey(app);
  await listen(app, config.http);
  announce(app, config);
}

/** A port that is taken is the operator's to repair, so it is said in words. */
async function listen(app: NestExpressApplication, { host, port }: AppConfig['http']): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    throw new ConfigurationError([
      `HOST and PORT cannot be used (${code} on ${host}:${port}): stop what listens there, or set another PORT`,
    ]);
  }
}

const stop = new OrderlyStop();

main(stop).catch(async (error: unknown) => {
  const isReadable = error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  const text = error instanceof Error ? (isReadable ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  await stop.run();
  process.exit(isReadable ? EXIT_CONFIGURATION : 1);
});
