import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { NestFactory, Reflector } from '@nestjs/core';
import { SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { DomainError } from './common/errors/domain-error.js';
import { DomainErrorFilter } from './common/filters/domain-error.filter.js';
import { QueryFailedFilter } from './common/filters/query-failed.filter.js';
import { sendProblem } from './common/filters/send-problem.js';
import { UnexpectedErrorFilter } from './common/filters/unexpected-error.filter.js';
import { answerHygiene } from './common/http/answer-hygiene.js';
import { AnswerHeadersInterceptor } from './common/http/answer-headers.interceptor.js';
import { JSON_MEDIA_TYPES, refuseUnsafeInput, requireJson } from './common/http/json-body.js';
import { RefuseQueryInterceptor } from './common/http/refuse-query.interceptor.js';
import type { AppConfig } from './config/app-config.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { InboundFront } from './inbound/front/inbound-front.js';
import { ApplicationLogger } from './logging/application-logger.js';
import { HttpLogger } from './logging/http-logger.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { buildOpenApiDocument } from './openapi/build-openapi-document.js';
import type { ProviderSyncOptions } from './provider-sync/provider-sync.module.js';

const BODY_LIMIT = '1mb';

/** Routes that stand beside the API instead of below its prefix. */
const OUTSIDE_PREFIX = ['healthz', 'readyz', 'metrics'];

/** Everything between the socket and the controllers. The one place; main, tests and the OpenAPI build all use it. */
export function configureApp(app: NestExpressApplication, config: AppConfig): void {
  app.useLogger(app.get(ApplicationLogger));
  app.set('trust proxy', config.http.trustProxy);
  // Our ETag is the version of a resource; Express would hash each body instead.
  app.disable('etag');
  app.disable('x-powered-by');
  app.use(app.get(HttpLogger).middleware);
  app.use(answerHygiene);
  // The pages are for browsers and need more than data does. Plain http stays possible: TLS may end at a proxy.
  app.use('/api/docs', helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }));
  app.use(app.get(HttpMetrics).middleware);
  app.use(requireJson);
  app.useBodyParser('json', { limit: BODY_LIMIT, type: JSON_MEDIA_TYPES });
  app.use(refuseUnsafeInput);
  app.setGlobalPrefix('api/v1', { exclude: OUTSIDE_PREFIX });
  app.useGlobalFilters(new UnexpectedErrorFilter(), new QueryFailedFilter(), new DomainErrorFilter());
  app.useGlobalInterceptors(
    app.get(IdempotencyInterceptor),
    new RefuseQueryInterceptor(),
    new AnswerHeadersInterceptor(app.get(Reflector)),
  );
  SwaggerModule.setup('api/docs', app, () => buildOpenApiDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Dialplane API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tagsSorter: 'alpha' },
  });
}

/** The framework answers unknown paths below the API's prefix only. */
function answerUnrouted(request: Request, response: Response): void {
  sendProblem(new UnexpectedErrorFilter().translate(new NotFoundException()), request, response);
}

/** As {@link answerUnrouted}, for requests that were refused before a route was looked for. */
function answerFaulty(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  const refusal = error instanceof DomainError ? error : new UnexpectedErrorFilter().translate(error);
  sendProblem(refusal, request, response);
}

/** Decides whether a request is for the API; answers it itself when it is not. */
type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Carriers are let in before the API is asked: see {@link InboundFront}. */
function mountInboundFront(app: NestExpressApplication, gate: Gate): void {
  const server = app.getHttpServer();
  const front = app.get(InboundFront);
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (front.handle(request, response) || !gate(request, response)) return;
    for (const other of others) other(request, response);
  });
}

/** Puts the application together, without asking the database for anything. Until it is initialised, carriers alone are let in. */
export async function assembleApp(
  config: AppConfig,
  options: ProviderSyncOptions = {},
  gate: Gate = () => true,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(await AppModule.forRoot(config, options), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  configureApp(app, config);
  mountInboundFront(app, gate);
  return app;
}

/** Connects the application to its database, whose schema is up to date, and initialises it. */
export async function initialiseApp(app: NestExpressApplication): Promise<void> {
  await app.get(DataSource).initialize();
  await app.init();
  app.use(answerUnrouted);
  app.use(answerFaulty);
}

/** Builds the application on a database whose schema is up to date; initialised, but not listening yet. */
export async function createApp(config: AppConfig, options: ProviderSyncOptions = {}): Promise<NestExpressApplication> {
  const app = await assembleApp(config, options);
  await initialiseApp(app);
  return app;
}
