import type { AppConfig } from '../config/app-config.js';
import { buildAppConfig } from '../config/build-app-config.js';
import { encryptionKeyIn } from '../config/generated-secrets.js';
import { loadEnvironment } from '../config/load-environment.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { checkServer } from '../database/check-server.js';
import { DatabaseAwayError } from '../database/database-away.error.js';
import { migrate } from '../database/migrate.js';
import type { OrderlyStop } from './orderly-stop.js';
import { startLogger } from './start-logger.js';

/** What a start has found. */
interface PreparedStart {
  config: AppConfig;
  /** Why the operator's database could not be reached; null when its schema is up to date. */
  away: DatabaseAwayError | null;
}

/**
 * Everything before the application exists: the environment is read, a database is there, its schema is up to date.
 * @throws ConfigurationError, EmbeddedPostgresError: both readable by an operator
 */
export async function prepareStart(source: NodeJS.ProcessEnv, stop: OrderlyStop): Promise<PreparedStart> {
  const environment = loadEnvironment(source);
  const { DATABASE_URL: givenUrl, DATA_DIR: dataDir, ENCRYPTION_KEYS: givenKeys } = environment.variables;
  const logger = startLogger(environment.variables);
  const onLog = (line: string): void => logger.debug(line);
  const databaseUrl = givenUrl === undefined ? await startEmbedded(dataDir, onLog, stop) : givenUrl;
  const away = givenUrl === undefined ? null : await reasonAway(givenUrl);
  const encryptionKeys = givenKeys ?? (await encryptionKeyIn(dataDir));
  const config = buildAppConfig(environment, { databaseUrl, encryptionKeys });
  if (away) return { config, away };
  const migrations = await migrate(databaseUrl);
  if (migrations.length > 0) logger.info(`Applied ${migrations.length} migration(s)`);
  return { config, away: null };
}

async function reasonAway(url: string): Promise<DatabaseAwayError | null> {
  try {
    await checkServer(url);
    return null;
  } catch (error) {
    if (error instanceof DatabaseAwayError) return error;
    throw error;
  }
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
