import type { RefusedAddress } from '../../common/address/address-result.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ProviderError } from '../../provider-sync/contract/provider-error.js';

export function phoneNumberNotFound(): DomainError {
  return new DomainError('phone_number_not_found', 'There is no such phone number in this configuration.');
}

export function addressRefused({ code, detail }: RefusedAddress): DomainError {
  const pointer = code.startsWith('country_code') ? '/country_code' : '/address';
  return new DomainError(code, detail, { errors: [{ pointer, code, detail }] });
}

export function addressImmutable(): DomainError {
  const detail = 'The address of a phone number cannot be changed. Delete it and register the other address.';
  return new DomainError('address_immutable', detail, {
    errors: [{ pointer: '/address', code: 'address_immutable', detail }],
  });
}

/** @param holder name of the caller's own configuration that has the number; null when another organization has it */
export function phoneNumberTaken(holder: string | null): DomainError {
  const detail =
    holder === null
      ? 'This number is already registered for this account by another organization.'
      : `This number is already registered for this account in your configuration "${holder}".`;
  return new DomainError('phone_number_taken', detail);
}

export function notOwnedAtProvider(displayName: string): DomainError {
  return new DomainError(
    'not_owned_at_provider',
    `This number is not in this ${displayName} account. Add it in the ${displayName} console first.`,
  );
}

export function trunksNotSupported(displayName: string): DomainError {
  return new DomainError('trunks_not_supported', `${displayName} has no trunks. Leave telephony_trunk_id out.`);
}

export function syncInProgress(): DomainError {
  return new DomainError('sync_in_progress', 'This number is being synced right now. Ask again in a few seconds.', {
    headers: { 'Retry-After': '5' },
  });
}

/** The carrier's fault in our words: always a 502, never the carrier's own status. */
export function carrierFault(error: ProviderError): DomainError {
  return new DomainError(error.code, error.message, {
    cause: error,
    ...(error.retryAfterMs === undefined
      ? {}
      : { headers: { 'Retry-After': String(Math.ceil(error.retryAfterMs / 1000)) } }),
  });
}

export function detachFailed(message: string): DomainError {
  return new DomainError(
    'provider_detach_failed',
    `The number was not deleted: ${message} Or add ?force=true to delete it anyway.`,
  );
}
