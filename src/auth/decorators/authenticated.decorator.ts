import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import { ApiProblems } from '../../common/http/api-problems.decorator.js';
import type { Scope } from '../scope.js';

export const REQUIRED_SCOPE = 'dialplane:required-scope';

/** A route that needs a key with this scope: guard, OpenAPI security and the 401/403/503 answers in one word. */
export function Authenticated(scope: Scope): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIRED_SCOPE, scope),
    ApiSecurity('apiKey'),
    ApiSecurity('bearer'),
    ApiProblems(
      'authentication_required',
      'invalid_api_key',
      'insufficient_scope',
      'internal_error',
      'database_unavailable',
    ),
  );
}
