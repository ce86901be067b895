import type { Request, Response } from 'express';
import type { DomainError } from '../errors/domain-error.js';
import { ERROR_CATALOG } from '../errors/error-catalog.js';
import type { ProblemDetails } from '../errors/problem-details.js';
import { requestIdOf } from '../http/request-context.js';

/** Writes a refusal as `application/problem+json`. The only place where an error becomes a response. */
export function sendProblem(error: DomainError, request: Request, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, title } = ERROR_CATALOG[error.code];
  const problem: ProblemDetails = {
    type: `urn:dialplane:problem:${error.code}`,
    title,
    status,
    detail: error.detail,
    // Not `path`: inside a mounted router that is only the rest of it.
    instance: request.originalUrl.split('?', 1)[0] ?? request.path,
    code: error.code,
    request_id: requestIdOf(request),
    ...(error.errors && error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="dialplane"');
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}
