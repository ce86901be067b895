import { Injectable } from '@nestjs/common';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { PhoneNumberSyncStore } from '../sync/phone-number-sync.store.js';
import { ProviderApplicationStore } from '../sync/provider-application.store.js';
import { ConfigCredentialsState } from './config-credentials-state.js';
import { codeOfFaults } from './credential-faults.js';
import type { PathFacts, Sighting } from './path-facts.js';
import { NEVER_SEEN, seen } from './path-facts.js';
import type { PathSubject } from './path-facts.reader.js';

type CarrierFacts = Pick<PathFacts, 'credentials' | 'number' | 'application'>;

/** Asks a carrier about one number, its application and the credentials, and stores what it shows. Changes nothing there. */
@Injectable()
export class CarrierSightings {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
    private readonly credentials: ConfigCredentialsState,
    private readonly numbers: PhoneNumberSyncStore,
    private readonly applications: ProviderApplicationStore,
  ) {}

  /** Never fails because of the carrier: what it does not show is hidden, with its fault as the reason. */
  async look(subject: PathSubject, signal: AbortSignal): Promise<CarrierFacts> {
    const provider = this.registry.get(subject.provider);
    const { applicationId, configurationId, readAt } = subject.facts;
    const credentials = this.vault.open({ ...subject, id: configurationId });
    const { sync, application: strategy, credentialCheck: check, metadata } = provider;
    const record = strategy && applicationId !== null ? strategy.record(credentials, applicationId) : null;
    const [accepted, number, application] = await Promise.all([
      check && attempt(readAt, async () => codeOfFaults(metadata, await check.check(credentials, signal))),
      attempt(readAt, () => sync.number(credentials, subject.address).read(signal)),
      record ? attempt(readAt, () => record.read(signal)) : NEVER_SEEN,
    ]);
    const facts = { number, application, credentials: credentialsOf(accepted, [number, application], readAt) };
    await this.store(subject, facts);
    return facts;
  }

  private async store(subject: PathSubject, { credentials, number, application }: CarrierFacts): Promise<void> {
    const { provider, accountId, credentialsCiphertext, facts } = subject;
    const { configurationId, phoneNumberId, applicationId, readAt } = facts;
    if (credentials.kind === 'seen') {
      await this.credentials.record(configurationId, credentials.value, credentialsCiphertext);
    }
    if (number.kind === 'seen') await this.numbers.observe(phoneNumberId, number.value, readAt);
    if (application.kind === 'seen' && applicationId !== null) {
      await this.applications.observe({ provider, accountId, externalId: applicationId }, application.value);
    }
  }
}

async function attempt<T>(at: Date, ask: () => Promise<T>): Promise<Sighting<T>> {
  try {
    return seen(await ask(), at);
  } catch (error) {
    if (error instanceof ProviderError) return { kind: 'hidden', reason: error.code, detail: error.message, at };
    throw error;
  }
}

/** A refused sign-in of any request counts; where the credentials alone cannot be tried, so does one that worked. */
function credentialsOf(
  accepted: Sighting<string | null> | null,
  others: readonly Sighting<unknown>[],
  at: Date,
): Sighting<string | null> {
  const isRefused = [accepted, ...others].some(
    (sighting) => sighting?.kind === 'hidden' && sighting.reason === 'provider_unauthorized',
  );
  if (isRefused) return seen('provider_unauthorized', at);
  if (accepted !== null) return accepted;
  return others.some(({ kind }) => kind === 'seen') ? seen(null, at) : NEVER_SEEN;
}
