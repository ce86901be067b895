import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { CredentialFault } from '../../provider-sync/contract/credential-check.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { CredentialsValidator } from '../../provider-sync/registry/credentials.validator.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { carrierFault } from '../phone-numbers/phone-number.errors.js';
import { mergeCredentials } from './credential-mask.js';

/** Everything the carrier is asked while a person waits. */
const TIMEOUT_MS = 20_000;

/** Credentials that may be stored. */
export interface AcceptedCredentials {
  credentials: ProviderCredentials;
  /** When the carrier accepted them; null when it was not asked. */
  checkedAt: Date | null;
}

interface Submission {
  provider: string;
  fields: Readonly<Record<string, unknown>>;
  /** Null for a new configuration. */
  stored: ProviderCredentials | null;
  /** Whether the carrier is asked if they work. */
  verify: boolean;
}

/** Takes in what a client submits as credentials: merged with what is stored, validated, completed, tried. */
@Injectable()
export class CredentialAcceptance {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly validator: CredentialsValidator,
  ) {}

  /** Validates without asking anybody: what is to be stored, save for what only the carrier knows. */
  merge({ provider: name, fields, stored }: Omit<Submission, 'verify'>): ProviderCredentials {
    const { metadata, completion } = this.registry.get(name);
    const managed = completion?.managed ?? [];
    const merged = mergeCredentials(metadata.fields, stored ?? {}, fields);
    // A value that nobody types may be sent back as it was shown; any other is an unknown field to the validator.
    const typed = Object.entries(merged).filter(
      ([field, value]) => !managed.includes(field) || !(stored !== null && value === stored[field]),
    );
    const kept = managed.map((field): [string, ProviderCredentials[string]] => [field, stored?.[field] ?? null]);
    return { ...this.validator.validate(name, Object.fromEntries(typed)), ...Object.fromEntries(kept) };
  }

  /**
   * @throws DomainError `credentials_rejected` when the carrier refuses them; a 502 when it could not be asked
   */
  async accept(submission: Submission): Promise<AcceptedCredentials> {
    const facade = this.registry.get(submission.provider);
    const merged = this.merge(submission);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const credentials = facade.completion
        ? await facade.completion.complete(merged, submission.stored, signal)
        : merged;
      if (!submission.verify || !facade.credentialCheck) return { credentials, checkedAt: null };
      refuseFaults(facade, await facade.credentialCheck.check(credentials, signal));
      return { credentials, checkedAt: new Date() };
    } catch (error) {
      throw error instanceof ProviderError ? refusalOf(error) : error;
    }
  }
}

function refuseFaults({ metadata }: ProviderFacade, faults: readonly CredentialFault[]): void {
  const [first] = faults;
  if (!first) return;
  const detail = `${metadata.displayName} accepted the sign-in, but not all of the credentials. ${first.detail}`;
  throw rejected(
    detail,
    faults.map((fault) => ({ pointer: `/config/${fault.field}`, detail: fault.detail })),
  );
}

function refusalOf(error: ProviderError): DomainError {
  if (error.code !== 'provider_unauthorized') return carrierFault(error);
  return rejected(error.message, [{ pointer: '/config', detail: error.message }]);
}

function rejected(detail: string, errors: readonly { pointer: string; detail: string }[]): DomainError {
  return new DomainError(
    'credentials_rejected',
    `${detail} Nothing was stored. To store them unasked, add ?verify_credentials=false.`,
    { errors: errors.map((error) => ({ ...error, code: 'credentials_rejected' })) },
  );
}
