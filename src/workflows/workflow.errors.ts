import { DomainError } from '../common/errors/domain-error.js';

export function workflowNotFound(): DomainError {
  return new DomainError('workflow_not_found', 'There is no such workflow in this organization.');
}

export function workflowInUse(count: number): DomainError {
  const numbers = count === 1 ? '1 phone number is' : `${count} phone numbers are`;
  return new DomainError(
    'workflow_in_use',
    `${numbers} bound to this workflow. Bind them to another one or unbind them, then delete it.`,
  );
}
