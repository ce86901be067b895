import type { IncomingMessage } from 'node:http';
import type {} from 'pino-http';

/** The id of a request, made or accepted by the logger's middleware before anything else ran. */
export function requestIdOf(request: IncomingMessage): string {
  return typeof request.id === 'string' ? request.id : 'unknown';
}
