import { DomainError } from '../../common/errors/domain-error.js';

export function orphanNotFound(): DomainError {
  return new DomainError('orphan_not_found', 'There is no orphan with this id in your organization.');
}

export function orphanWithoutAccount(displayName: string): DomainError {
  return new DomainError(
    'orphan_without_account',
    `No configuration has the ${displayName} account that this was left in, so ${displayName} cannot be asked. Add a configuration of that account first, or set it right in the ${displayName} console and delete the orphan.`,
  );
}

export function keptByCarrier(message: string): DomainError {
  return new DomainError('provider_detach_failed', `The orphan was not cleaned and stays in the list: ${message}`);
}

export function orphanBusy(): DomainError {
  return new DomainError(
    'sync_in_progress',
    'The application is being changed for other numbers right now. Ask again in half a minute.',
    { headers: { 'Retry-After': '30' } },
  );
}
