import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { INestApplication } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { FirstStartService } from '../auth/first-start.service.js';
import type { AppConfig } from '../config/app-config.js';

/** Where a person on this machine reaches the service. */
function localUrl(app: INestApplication, host: string): string {
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Says where everything is, and on a first start shows the key: once, on standard output, never in the log. */
export function announce(app: INestApplication, config: AppConfig): void {
  const url = localUrl(app, config.http.host);
  const logger = new Logger('Dialplane');
  logger.log(`API ${url}/api/v1 · Swagger UI ${url}/api/docs · health ${url}/readyz`);
  if (config.publicBaseUrl === null) {
    logger.warn(
      'PUBLIC_BASE_URL is not set: numbers can be registered, but no carrier can be told where to send calls.',
    );
  }
  const key = app.get(FirstStartService, { strict: false }).generatedApiKey;
  if (key !== null) {
    process.stdout.write(
      `\n  Your API key, shown this once:\n\n    ${key}\n\n  Try it: curl -H "X-API-Key: ${key}" ${url}/api/v1/organizations/current\n\n`,
    );
  }
}
