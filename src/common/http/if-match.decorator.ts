import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError } from '../errors/domain-error.js';

/** Versions are a PostgreSQL integer: a tag beyond was never one of ours, and no statement could take it. */
const HIGHEST_VERSION = 2_147_483_647;

const ENTITY_TAGS = /^"[0-9]+"(\s*,\s*"[0-9]+")*$/;

/**
 * The versions that `If-Match` allows, or undefined when any will do (header absent or `*`).
 * @throws DomainError `invalid_parameter` when the header holds something that was never an ETag of ours
 */
export function allowedVersions(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!ENTITY_TAGS.test(header.trim())) {
    throw new DomainError('invalid_parameter', 'If-Match takes the ETag of an earlier answer, such as "3", or *.');
  }
  const versions = header.split(',').map((tag) => Number(tag.trim().slice(1, -1)));
  return versions.filter((version) => version <= HIGHEST_VERSION);
}

/** Injects {@link allowedVersions} of the request. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  allowedVersions(context.switchToHttp().getRequest<Request>().headers['if-match']),
);
