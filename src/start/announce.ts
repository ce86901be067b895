import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';

/** Where a person on this machine reaches the service. */
function localUrl(app: INestApplication, host: string): string {
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Says where everything is. */
export function announce(app: INestApplication, config: AppConfig): void {
  const url = localUrl(app, config.http.host);
  const logger = new Logger('Dialplane');
  logger.log(`API ${url}/api/v1 · Swagger UI ${url}/api/docs · health ${url}/readyz`);
  if (config.publicBaseUrl === null) {
    logger.warn(
      'PUBLIC_BASE_URL is not set: numbers can be registered, but no carrier can be told where to send calls.',
    );
  }
}
