import { once } from 'node:events';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { ConfigurationError } from '../config/configuration.error.js';

/** Opens the port, whether the application is initialised or not. A port that is taken is the operator's to repair, so it is said in words. */
export async function listen(app: INestApplication, { host, port }: AppConfig['http']): Promise<void> {
  const server = app.getHttpServer() as Server;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    throw new ConfigurationError([
      `HOST and PORT cannot be used (${code} on ${host}:${port}): stop what listens there, or set another PORT`,
    ]);
  }
}
