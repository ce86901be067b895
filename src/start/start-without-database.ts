import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { assembleApp, initialiseApp } from '../bootstrap.js';
import { describeSafely } from '../common/errors/describe-safely.js';
import { isDatabaseUnavailable } from '../common/persistence/database-unavailable.js';
import type { AppConfig } from '../config/app-config.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { checkServer } from '../database/check-server.js';
import type { DatabaseAwayError } from '../database/database-away.error.js';
import { migrate } from '../database/migrate.js';
import { RouteSnapshot } from '../inbound/routing/route-snapshot.js';
import { ProviderRegistry } from '../provider-sync/registry/provider.registry.js';
import { announce } from './announce.js';
import { listen } from './listen.js';
import type { OrderlyStop } from './orderly-stop.js';
import { showFirstKey } from './show-first-key.js';
import { StartGate } from './start-gate.js';
import { stopServing } from './stop-serving.js';

const RETRY_MS = 1_000;

/**
 * Answers calls from the last known routes until the database is there, then goes on as every start does, on the same
 * port. The caller's fault is thrown when there are none: nothing could be answered then.
 */
export async function startWithoutDatabase(
  config: AppConfig,
  away: DatabaseAwayError,
  stop: OrderlyStop,
): Promise<void> {
  const gate = new StartGate(config);
  const app = await assembleApp(config, {}, gate.admits);
  stop.add(() => stopServing(app));
  app.get(ProviderRegistry).onModuleInit();
  if (!(await app.get(RouteSnapshot).load())) throw away;
  // The framework would keep the lines until the application is initialised.
  app.flushLogs();
  await listen(app, config.http);
  announce(app, config);
  const logger = new Logger('Dialplane');
  logger.warn(
    `${away.message}. Until it can, calls are answered from the last known routes and nothing else is served.`,
  );
  await untilReady(app, config.database.url, logger);
  showFirstKey(app);
  gate.open();
  logger.log('The database is there: everything is served.');
}

/** Waits for the database, brings its schema up to date and initialises the application. */
async function untilReady(app: NestExpressApplication, url: string, logger: Logger): Promise<void> {
  for (;;) {
    await sleep(RETRY_MS);
    try {
      await checkServer(url);
      await migrate(url);
      break;
    } catch (error) {
      // A server that refuses the login may be one that is being repaired, and calls are answered meanwhile.
      if (!(error instanceof ConfigurationError) && !isDatabaseUnavailable(error)) throw error;
      logger.debug(describeSafely(error), 'The database cannot be used yet');
    }
  }
  await initialiseApp(app);
}
