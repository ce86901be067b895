import { Module } from '@nestjs/common';
import { HttpLogger } from './http-logger.js';

/** The logger of requests, before the logger of everything else, which shares its output. */
@Module({ providers: [HttpLogger], exports: [HttpLogger] })
export class HttpLoggerModule {}
