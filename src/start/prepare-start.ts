import type { AppConfig } from '../config/app-config.js';
import { buildAppConfig } from '../config/build-app-config.js';
import { encryptionKeyIn } from '../config/generated-secrets.js';
import { loadEnvironment } from '../config/load-environment.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { checkServer } from '../database/check-server.js';
import { migrate } from '../database/migrate.js';
import { startLogger } from './start-logger.js';

interface PreparedStart {
  config: AppConfig;
  /** Stops the embedded database; nothing to do for one of the operator's. */
  stopDatabase: () => Promise<void>;
}

/**
 * Everything before the application exists: the environment is read, a database is there, its schema is up to date.
 * @throws ConfigurationError, EmbeddedPostgresError: both readable by an operator
 */
export async function prepareStart(source: NodeJS.ProcessEnv): Promise<PreparedStart> {
  const environment = loadEnvironment(source);
  const { DATABASE_URL: givenUrl, DATA_DIR: dataDir, ENCRYPTION_KEYS: givenKeys } = environment.variables;
  const logger = startLogger(environment.variables);
  const embedded =
    givenUrl === undefined ? await EmbeddedPostgres.start({ dataDir, onLog: (line) => logger.debug(line) }) : null;
  const stopDatabase = async (): Promise<void> => embedded?.stop();
  try {
    const databaseUrl = givenUrl ?? embedded?.connectionUrl() ?? '';
    const encryptionKeys = givenKeys ?? (await encryptionKeyIn(dataDir));
    if (givenUrl !== undefined) await checkServer(givenUrl);
    const migrations = await migrate(databaseUrl);
    if (migrations.length > 0) logger.info(`Applied ${migrations.length} migration(s)`);
    return { config: buildAppConfig(environment, { databaseUrl, encryptionKeys }), stopDatabase };
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}
