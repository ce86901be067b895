import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';

const SWEEP_INTERVAL_MS = 100;

/**
 * Closes the application once every running request is answered. Connections that clients keep for their next request
 * would otherwise be served on, and hold up the stop for as long as a busy client has something to ask.
 */
export async function stopServing(app: INestApplication): Promise<void> {
  const server = app.getHttpServer() as Server;
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_INTERVAL_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
