import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryFailedError } from 'typeorm';
import { DomainError } from '../errors/domain-error.js';
import { describeSafely } from '../errors/describe-safely.js';
import { postgresErrorOf, UNIQUE_VIOLATION } from '../persistence/postgres-error.js';
import { refusalOf } from '../persistence/raised-constraint.js';
import { uniqueViolationOf } from '../persistence/unique-constraint.js';
import { databaseUnavailable, isDatabaseUnavailable } from '../persistence/database-unavailable.js';
import { sendProblem } from './send-problem.js';

/**
 * The database's own refusals. A violated constraint that was declared becomes its 409; one that nobody declared
 * is a bug of ours: a constant 500 for the client and the whole story in the log.
 */
@Catch(QueryFailedError)
export class QueryFailedFilter implements ExceptionFilter<QueryFailedError> {
  private readonly logger = new Logger(QueryFailedFilter.name);

  catch(error: QueryFailedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(this.translate(error), http.getRequest<Request>(), http.getResponse<Response>());
  }

  private translate(error: QueryFailedError): DomainError {
    const cause = postgresErrorOf(error);
    if (cause?.code === UNIQUE_VIOLATION && cause.constraint !== undefined) {
      const violation = uniqueViolationOf(cause.constraint);
      if (violation) return new DomainError(violation.code, violation.detail, { cause: error });
    }
    const refusal = refusalOf(error);
    if (refusal) return refusal;
    if (isDatabaseUnavailable(error)) return databaseUnavailable(error);
    this.logger.error(
      { constraint: cause?.constraint, sqlstate: cause?.code, ...describeSafely(error) },
      'Query failed',
    );
    return new DomainError('internal_error', 'Something went wrong on our side; it has been logged.', { cause: error });
  }
}
