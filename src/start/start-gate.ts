import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemOf } from '../common/filters/send-problem.js';
import { assignRequestId } from '../common/http/request-id.js';
import { databaseUnavailable } from '../common/persistence/database-unavailable.js';
import type { AppConfig } from '../config/app-config.js';
import { InstallationMark } from '../crypto/installation-mark.js';
import { KeyRing } from '../crypto/key-ring.js';
import type { HealthDto } from '../health/dto/health.dto.js';

const ALIVE: HealthDto = { status: 'ok', checks: { process: 'ok' } };
const NOT_READY: HealthDto = {
  status: 'unavailable',
  checks: { database: 'unavailable', migrations: 'unavailable', queue: 'unavailable' },
};

/** Keeps the API shut until the database is there: whoever asks is told to come back. */
export class StartGate {
  private isOpen = false;
  private readonly mark: InstallationMark;

  constructor(config: AppConfig) {
    this.mark = new InstallationMark(new KeyRing(config));
  }

  open(): void {
    this.isOpen = true;
  }

  /** Whether the API may have the request; it has been answered otherwise. */
  readonly admits = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (!this.isOpen) this.answer(request, response);
    return this.isOpen;
  };

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const requestId = assignRequestId(request, response);
    const target = request.url ?? '/';
    const path = target.split('?', 1)[0];
    response.setHeader('Cache-Control', 'no-store');
    // Its body is not read.
    if (request.method !== 'GET') response.setHeader('Connection', 'close');
    if (path === '/healthz') {
      response.setHeader(InstallationMark.header, this.mark.value);
      send(response, 200, ALIVE);
    } else if (path === '/readyz') send(response, 503, NOT_READY);
    else {
      const refusal = databaseUnavailable(null);
      for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value);
      send(response, 503, problemOf(refusal, target, requestId), 'application/problem+json');
    }
  }
}

function send(response: ServerResponse, status: number, body: object, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` }).end(JSON.stringify(body));
}
