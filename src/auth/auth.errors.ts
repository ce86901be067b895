import { DomainError } from '../common/errors/domain-error.js';
import type { Scope } from './scope.js';

export function authenticationRequired(): DomainError {
  return new DomainError(
    'authentication_required',
    'Send your API key in the X-API-Key header, or as Authorization: Bearer <key>.',
  );
}

export function invalidApiKey(): DomainError {
  return new DomainError('invalid_api_key', 'This API key is unknown, expired or revoked.');
}

export function insufficientScope(scope: Scope): DomainError {
  return new DomainError('insufficient_scope', `This needs a key with the scope "${scope}".`);
}

export function scopeNotGrantable(scopes: readonly Scope[]): DomainError {
  return new DomainError(
    'scope_not_grantable',
    `Your key does not have ${scopes.map((scope) => `"${scope}"`).join(', ')}, so it cannot grant it.`,
  );
}

export function apiKeyNotFound(): DomainError {
  return new DomainError('api_key_not_found', 'There is no such API key in this organization.');
}
