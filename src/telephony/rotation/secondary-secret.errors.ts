import { DomainError } from '../../common/errors/domain-error.js';

export function secondarySecretNotSupported(displayName: string): DomainError {
  return new DomainError(
    'secondary_secret_not_supported',
    `A ${displayName} account has one live signing secret at a time, so there is nothing to overlap. Change the credential itself.`,
  );
}

export function secondarySecretMissing(): DomainError {
  return new DomainError(
    'secondary_secret_missing',
    'This configuration has no secondary secret. Add one first with PUT.',
  );
}

export function secondarySecretPresent(): DomainError {
  return new DomainError(
    'secondary_secret_present',
    'This configuration has another secondary secret already. Promote or retire that one first.',
  );
}

export function sameAsPrimary(): DomainError {
  const detail = 'value is the signing secret that is in use already';
  return new DomainError('validation_failed', 'The secondary secret must differ from the one in use.', {
    errors: [{ pointer: '/value', code: 'same_as_primary', detail }],
  });
}

export function secretInUse(lastVerifiedAt: Date): DomainError {
  return new DomainError(
    'secret_in_use',
    `This secret verified a call at ${lastVerifiedAt.toISOString()}, so the carrier still signs with it. Wait until none has come for an hour, or add ?force=true to refuse such calls from now on.`,
  );
}
