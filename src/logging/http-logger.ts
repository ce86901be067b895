import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { HttpLogger as HttpLoggerMiddleware, Options } from 'pino-http';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { assignRequestId } from '../common/http/request-id.js';
import { AppConfig } from '../config/app-config.js';

/** Log lines wait for company, but not for long. */
const BATCH_BYTES = 4_096;
const LONGEST_WAIT_MS = 200;

const QUIET_PATHS = new Set(['/healthz', '/readyz', '/metrics']);

/** The path without its query: queries are typed by people, and people paste secrets into them. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function httpOptions(config: AppConfig): Options {
  return {
    level: config.log.level,
    genReqId: assignRequestId,
    autoLogging: { ignore: (request) => QUIET_PATHS.has(pathOf(request)) },
    // Only these facts of a request are logged; headers and bodies carry keys and credentials.
    serializers: {
      req: (request: { id: unknown; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    ...(config.log.pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { singleLine: true, ignore: 'pid,hostname,req,res,responseTime' },
          },
        }
      : {}),
  };
}

/** One write for many lines, instead of a system call for each; what is left is written soon, and at exit. */
function batchedOutput(): ReturnType<typeof pino.destination> {
  const output = pino.destination({ sync: false, minLength: BATCH_BYTES });
  setInterval(() => output.flush(), LONGEST_WAIT_MS).unref();
  return output;
}

/**
 * Gives every request its id and logs it once it is answered. Stands before everything that can refuse a request: what
 * the body parser turns away must be found in the log, too.
 */
@Injectable()
export class HttpLogger {
  readonly middleware: HttpLoggerMiddleware;

  constructor(config: AppConfig) {
    const options = httpOptions(config);
    this.middleware = config.log.pretty ? pinoHttp(options) : pinoHttp(options, batchedOutput());
  }
}
