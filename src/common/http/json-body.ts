import type { NextFunction, Request, Response } from 'express';
import { DomainError } from '../errors/domain-error.js';
import { assertSafeJson, isForbiddenKey } from './safe-json.js';

/** The media types that a body may have. */
export const JSON_MEDIA_TYPES = ['application/json', 'application/merge-patch+json'];

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** Refuses bodies that are not JSON instead of silently taking them for empty. */
export function requireJson(request: Request, _response: Response, next: NextFunction): void {
  if (hasBody(request) && !request.is(JSON_MEDIA_TYPES)) {
    throw new DomainError('unsupported_media_type', 'Send JSON with Content-Type: application/json.');
  }
  next();
}

/** Refuses what no parameter or field can hold, before anything else looks at it. */
export function refuseUnsafeInput(request: Request, _response: Response, next: NextFunction): void {
  for (const name of Object.keys(request.query)) {
    // The transformation to classes would drop it instead of refusing an unknown parameter.
    if (isForbiddenKey(name))
      throw new DomainError('invalid_parameter', 'The query has a parameter that is not known.');
  }
  for (const value of Object.values(request.query).flat()) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      throw new DomainError('invalid_parameter', 'The query contains a NUL character or malformed text.');
    }
  }
  // The parser takes a body of no bytes for an empty object; a body that was lost must not pass for one.
  if (!hasBody(request)) request.body = undefined;
  if (request.body !== undefined) assertSafeJson(request.body);
  next();
}
