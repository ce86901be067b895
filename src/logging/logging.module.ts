import type { IncomingMessage } from 'node:http';
import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Options } from 'pino-http';
import { assignRequestId } from '../common/http/request-id.js';
import { ApplicationLogger } from './application-logger.js';
import { AppConfig } from '../config/app-config.js';

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
    redact: {
      paths: [
        '*.key',
        '*.auth_token',
        '*.api_secret',
        '*.private_key',
        '*.signature_secret',
        '*.credentials',
        '*.parameters',
      ],
      censor: '[redacted]',
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

/** Structured logs: JSON for machines, readable lines in a terminal, the request id on every line of a request. */
@Module({
  providers: [ApplicationLogger],
  exports: [ApplicationLogger],
  imports: [
    LoggerModule.forRootAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => ({ pinoHttp: httpOptions(config) }),
    }),
  ],
})
export class LoggingModule {}
