import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { describeSafely } from '../errors/describe-safely.js';
import { DomainError } from '../errors/domain-error.js';
import type { ErrorCode } from '../errors/error-catalog.js';
import { databaseUnavailable, isDatabaseUnavailable } from '../persistence/database-unavailable.js';
import { sendProblem } from './send-problem.js';

/** What the HTTP layers below us refuse by status (body parser, router), in our words. */
const REFUSALS: Readonly<Record<number, { code: ErrorCode; detail: string }>> = {
  400: {
    code: 'malformed_json',
    detail: 'The request could not be read: its body is not JSON or its URL is not properly encoded.',
  },
  404: { code: 'route_not_found', detail: 'There is nothing at this path. The API is described at /api/docs.' },
  413: { code: 'body_too_large', detail: 'The body is larger than 1 MiB. Send less in one request.' },
  415: { code: 'unsupported_media_type', detail: 'Send JSON in UTF-8 with Content-Type: application/json.' },
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** Everything that nobody expected: a constant text for the client, the whole story in the log. */
@Catch()
export class UnexpectedErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(UnexpectedErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(this.translate(error), http.getRequest<Request>(), http.getResponse<Response>());
  }

  /** For errors that never reach a controller, such as those of paths outside the API. */
  translate(error: unknown): DomainError {
    const refusal = REFUSALS[statusOf(error) ?? 0];
    if (refusal) return new DomainError(refusal.code, refusal.detail, { cause: error });
    if (isDatabaseUnavailable(error)) return databaseUnavailable(error);
    this.logger.error(describeSafely(error), 'Unexpected error');
    return new DomainError('internal_error', 'Something went wrong on our side; it has been logged.', { cause: error });
  }
}
