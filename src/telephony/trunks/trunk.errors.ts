import { DomainError } from '../../common/errors/domain-error.js';

export function trunkNotFound(): DomainError {
  return new DomainError('trunk_not_found', 'There is no such trunk in this configuration.');
}

export function providerHasNoTrunks(displayName: string): DomainError {
  return new DomainError(
    'trunks_not_supported',
    `${displayName} has no trunks, so this configuration cannot have any.`,
  );
}

export function trunkInUse(count: number): DomainError {
  const numbers = count === 1 ? '1 phone number names' : `${count} phone numbers name`;
  return new DomainError(
    'trunk_in_use',
    `${numbers} this trunk. Give them another one or clear it (clear_trunk), then delete it.`,
  );
}

export function trunkBusy(): DomainError {
  return new DomainError(
    'sync_in_progress',
    'The carrier is being told about this trunk right now. Ask again in a few seconds.',
    { headers: { 'Retry-After': '5' } },
  );
}

export function trunkDetachFailed(message: string): DomainError {
  return new DomainError(
    'provider_detach_failed',
    `The trunk was not deleted: ${message} Or add ?force=true to delete it anyway.`,
  );
}
