import { DomainError } from '../../common/errors/domain-error.js';

export function routeAssertionNotFound(): DomainError {
  return new DomainError('route_assertion_not_found', 'There is no such route assertion in this organization.');
}
