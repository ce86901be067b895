import 'reflect-metadata';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAppConfig } from '../config/build-app-config.js';
import { loadEnvironment } from '../config/load-environment.js';
import { encryptionKeyIn } from '../config/generated-secrets.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { migrate } from '../database/migrate.js';
import { createApp } from '../bootstrap.js';
import { buildOpenApiDocument } from './build-openapi-document.js';

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

/** Starts the application on a database of its own, as it starts for a user, and describes it. */
async function generate(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-openapi-'));
  // As root, the database server runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  const postgres = await EmbeddedPostgres.start({ dataDir });
  try {
    const environment = loadEnvironment({ LOG_LEVEL: 'error', LOG_FORMAT: 'json' });
    const databaseUrl = postgres.connectionUrl();
    await migrate(databaseUrl);
    const app = await createApp(
      buildAppConfig(environment, { databaseUrl, encryptionKeys: await encryptionKeyIn(dataDir) }),
    );
    const text = `${JSON.stringify(buildOpenApiDocument(app), null, 2)}\n`;
    await app.close();
    return text;
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const generated = await generate();
if (process.argv.includes('--check')) {
  if (generated !== (await readFile(FILE, 'utf8').catch(() => ''))) {
    process.stderr.write('docs/openapi.json is not what the code describes. Run: npm run openapi\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, generated);
}
