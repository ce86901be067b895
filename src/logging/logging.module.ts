import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ApplicationLogger } from './application-logger.js';
import { HttpLogger } from './http-logger.js';
import { HttpLoggerModule } from './http-logger.module.js';

/** Structured logs: JSON for machines, readable lines in a terminal, the request id on every line of a request. */
@Module({
  providers: [ApplicationLogger],
  exports: [ApplicationLogger],
  imports: [
    LoggerModule.forRootAsync({
      imports: [HttpLoggerModule],
      inject: [HttpLogger],
      // The bootstrap installs the middleware, earlier than a module could.
      useFactory: ({ middleware }: HttpLogger) => ({ pinoHttp: { logger: middleware.logger }, useExisting: true }),
    }),
  ],
})
export class LoggingModule {}
