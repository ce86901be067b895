import { DomainError } from '../../common/errors/domain-error.js';

export function telephonyConfigNotFound(): DomainError {
  return new DomainError(
    'telephony_config_not_found',
    'There is no such telephony configuration in this organization.',
  );
}

export function configInUse(count: number): DomainError {
  const numbers = count === 1 ? '1 phone number belongs' : `${count} phone numbers belong`;
  return new DomainError(
    'config_in_use',
    `${numbers} to this configuration. Delete them first, or add ?force=true to detach them all at the carrier and delete everything.`,
  );
}

export function providerImmutable(): DomainError {
  return new DomainError(
    'provider_immutable',
    'The provider of a configuration cannot be changed. Create another configuration for the other provider.',
  );
}

/** A changed account id would give numbers of this configuration an inbound key that another registration has. */
export function accountHoldsTakenNumbers(): DomainError {
  return new DomainError(
    'phone_number_taken',
    'A number of this configuration is already registered for the new account. Nothing was changed. Delete one of the two registrations first.',
  );
}
