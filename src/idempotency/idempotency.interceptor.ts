import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { catchError, from, mergeMap, of } from 'rxjs';
import type { OrganizationId } from '../auth/organization-id.js';
import { describeSafely } from '../common/errors/describe-safely.js';
import { DomainError } from '../common/errors/domain-error.js';
import { IdempotencyStore } from './idempotency.store.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The headers of an answer that belong to it as much as its body. */
const KEPT_HEADERS = ['Location', 'ETag'];

/**
 * Makes a POST with an `Idempotency-Key` happen once: a repetition within 24 hours gets the first answer. Only success
 * is kept; after a refusal nothing has happened, and the same key may be used for the corrected request.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || !request.principal) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new DomainError(
        'invalid_parameter',
        'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.',
      );
    }
    return this.once(request.principal.organizationId, key, request, response, next);
  }

  private async once(
    organizationId: OrganizationId,
    key: string,
    request: Request,
    response: Response,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const state = await this.store.acquire(organizationId, key, fingerprintOf(request));
    switch (state.kind) {
      case 'acquired':
        return this.run(organizationId, key, response, next);
      case 'answered':
        for (const [name, value] of Object.entries(state.answer.headers)) response.setHeader(name, value);
        response.setHeader('Idempotency-Replayed', 'true');
        response.status(state.answer.status);
        return of(state.answer.body);
      case 'in_flight':
        throw new DomainError(
          'idempotency_key_in_flight',
          'The first request with this Idempotency-Key is still running. Ask again shortly.',
          {
            headers: { 'Retry-After': '1' },
          },
        );
      case 'other_request':
        throw new DomainError(
          'idempotency_key_reused',
          'This Idempotency-Key was used for another request. Use a new one.',
        );
    }
  }

  private run(organizationId: OrganizationId, key: string, response: Response, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        const headers = Object.fromEntries(
          KEPT_HEADERS.flatMap((name) => {
            const value = response.getHeader(name);
            return typeof value === 'string' ? [[name, value]] : [];
          }),
        );
        await this.keep(organizationId, key, { status: response.statusCode, headers, body });
        return body;
      }),
      catchError((error: unknown) => from(this.giveUp(organizationId, key, error))),
    );
  }

  /** The work is done and must be answered as done, even if the answer cannot be kept. */
  private async keep(
    organizationId: OrganizationId,
    key: string,
    answer: Parameters<IdempotencyStore['keepAnswer']>[2],
  ): Promise<void> {
    try {
      await this.store.keepAnswer(organizationId, key, answer);
    } catch (error) {
      this.logger.warn(describeSafely(error), 'An answer could not be kept for its Idempotency-Key');
    }
  }

  private async giveUp(organizationId: OrganizationId, key: string, error: unknown): Promise<never> {
    try {
      await this.store.abandon(organizationId, key);
    } catch (abandonError) {
      this.logger.warn(
        describeSafely(abandonError),
        'An Idempotency-Key could not be freed; it is free again in a minute',
      );
    }
    throw error;
  }
}

function fingerprintOf(request: Request): Buffer {
  const body = JSON.stringify(request.body ?? null);
  return createHash('sha256').update(`${request.method} ${request.originalUrl}\n${body}`).digest();
}
