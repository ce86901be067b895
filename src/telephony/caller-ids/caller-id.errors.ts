import { DomainError } from '../../common/errors/domain-error.js';

export function noCallerId(): DomainError {
  return new DomainError(
    'no_caller_id',
    'No configuration that is ready for outbound calls has an active phone number to show. Register a number, switch one on, or finish the setup of a configuration.',
  );
}

export function noCallerIdInConfiguration(): DomainError {
  return new DomainError(
    'no_caller_id',
    'The configuration has no active phone number to show. Register a number in it, switch one on, or use another configuration.',
  );
}

/** @param reason why the configuration cannot be used for outbound calls, a sentence */
export function configurationBlocked(reason: string): DomainError {
  return new DomainError('no_caller_id', `The configuration cannot be used for outbound calls. ${reason}`);
}
