import { DomainError } from './domain-error.js';

/** The resource changed since the client read it. */
export function versionMismatch(): DomainError {
  return new DomainError(
    'version_mismatch',
    'This resource has changed since you read it. Read it again and repeat the change.',
  );
}
