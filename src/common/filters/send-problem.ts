import type { Request, Response } from 'express';
import type { DomainError } from '../errors/domain-error.js';
import { ERROR_CATALOG } from '../errors/error-catalog.js';
import type { ProblemDetails } from '../errors/problem-details.js';
import { requestIdOf } from '../http/request-context.js';

/** @param target path and query of the request */
export function problemOf(error: DomainError, target: string, requestId: string): ProblemDetails {
  const { status, title } = ERROR_CATALOG[error.code];
  return {
    type: `urn:dialplane:problem:${error.code}`,
    title,
    status,
    detail: error.detail,
    instance: target.split('?', 1)[0] ?? target,
    code: error.code,
    request_id: requestId,
    ...(error.errors && error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
}

/** Writes a refusal as `application/problem+json`. The only place where an error becomes a response. */
export function sendProblem(error: DomainError, request: Request, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // Not `path`: inside a mounted router that is only the rest of it.
  const problem = problemOf(error, request.originalUrl, requestIdOf(request));
  const { status } = problem;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="dialplane"');
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}
