import 'reflect-metadata';
import { existsSync } from 'node:fs';
import process from 'node:process';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './bootstrap.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigurationError } from './config/configuration.error.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-postgres.error.js';
import { announce } from './start/announce.js';
import { prepareStart } from './start/prepare-start.js';
import { showFirstKey } from './start/show-first-key.js';
import { stopOnSignal } from './start/stop-on-signal.js';

/** EX_CONFIG of sysexits.h: a supervisor should not restart what only an operator can repair. */
const EXIT_CONFIGURATION = 78;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { config, stopDatabase } = await prepareStart(process.env);
  try {
    const app = await createApp(config);
    showFirstKey(app);
    await listen(app, config.http);
    stopOnSignal(app, stopDatabase);
    announce(app, config);
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}

/** A port that is taken is the operator's to repair, so it is said in words. */
async function listen(app: NestExpressApplication, { host, port }: AppConfig['http']): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    await app.close();
    throw new ConfigurationError([
      `HOST and PORT cannot be used (${code} on ${host}:${port}): stop what listens there, or set another PORT`,
    ]);
  }
}

main().catch((error: unknown) => {
  const isReadable = error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  const text = error instanceof Error ? (isReadable ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(isReadable ? EXIT_CONFIGURATION : 1);
});
