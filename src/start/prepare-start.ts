import type { AppConfig } from '../config/app-config.js';
import { buildAppConfig } from '../config/build-app-config.js';
import { encryptionKeyIn } from '../config/generated-secrets.js';
import { loadEnvironment } from '../config/load-environment.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { checkServer } from '../database/check-server.js';
import { migrate } from '../database/migrate.js';
import type { OrderlyStop } from './orderly-stop.js';
import { startLogger } from './start-logger.js';

/**
 * Everything before the application exists: the environment is read, a database is there, its schema is up to date.
 * @throws ConfigurationError, EmbeddedPostgresError: both readable by an operator
 */
export async function prepareStart(source: NodeJS.ProcessEnv, stop: OrderlyStop): Promise<AppConfig> {
  const environment = loadEnvironment(source);
  const { DATABASE_URL: givenUrl, DATA_DIR: dataDir, ENCRYPTION_KEYS: givenKeys } = environment.variables;
  const logger = startLogger(environment.variables);
  const onLog = (line: string): void => logger.debug(line);
  const databaseUrl = givenUrl === undefined ? await startEmbedded(dataDir, onLog, stop) : givenUrl;
  if (givenUrl !== undefined) await checkServer(givenUrl);
  const encryptionKeys = givenKeys ?? (await encryptionKeyIn(dataDir));
  const migrations = await migrate(databaseUrl);
  if (migrations.length > 0) logger.info(`Applied ${migrations.length} migration(s)`);
  return buildAppConfig(environment, { databaseUrl, encryptionKeys });
}

async function startEmbedded(dataDir: string, onLog: (line: string) => void, stop: OrderlyStop): Promise<string> {
  const starting = EmbeddedPostgres.start({ dataDir, onLog });
  stop.add(async () => {
    // A start that failed has left nothing to stop.
    const server = await starting.catch(() => null);
    await server?.stop();
  });
  return (await starting).connectionUrl();
}
