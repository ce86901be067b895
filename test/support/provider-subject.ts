import type { CanonicalAddress } from '../../src/common/address/canonical-address.js';
import type { CredentialFault } from '../../src/provider-sync/contract/credential-check.js';
import type { ProviderCredentials } from '../../src/provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../src/provider-sync/contract/inbound-webhooks.js';
import type { RemoteRecord, RemoteSettings } from '../../src/provider-sync/contract/remote-settings.js';
import type { ProviderFacade } from '../../src/provider-sync/contract/telephony-provider.js';
import { CredentialsValidator } from '../../src/provider-sync/registry/credentials.validator.js';
import { ProviderRegistry } from '../../src/provider-sync/registry/provider.registry.js';
import { giveBack, type GiveBackOutcome } from '../../src/provider-sync/sync/give-back.js';
import type { SettingsMemory } from '../../src/provider-sync/sync/settings-memory.js';
import { takeOver, type TakeOverOutcome } from '../../src/provider-sync/sync/take-over.js';
import type { CarrierAccount } from './carrier-account.js';
import type { TestApp } from './test-app.js';

export const WEBHOOKS: InboundWebhooks = {
  answerUrl: 'https://calls.example.com/api/v1/telephony/inbound/a-provider?a=1&b=2',
  fallbackUrl: 'https://calls.example.com/api/v1/telephony/inbound/fallback',
  statusUrl: 'https://calls.example.com/api/v1/telephony/a-provider/events',
};

/** A record of a carrier with the memory that is kept of it. */
export interface Remembered {
  record: RemoteRecord;
  wanted: RemoteSettings;
  released: RemoteSettings;
  memory: SettingsMemory;
}

export function inTenSeconds(): AbortSignal {
  return AbortSignal.timeout(10_000);
}

/** A registered provider, as the contract suites play with it: by what it can do, never by its name. */
export class ProviderSubject {
  private constructor(
    readonly provider: ProviderFacade,
    private readonly validator: CredentialsValidator,
  ) {}

  static of({ app }: TestApp, name: string): ProviderSubject {
    const registry = app.get(ProviderRegistry, { strict: false });
    return new ProviderSubject(registry.get(name), app.get(CredentialsValidator, { strict: false }));
  }

  /** Whether a number rings here because of settings at the carrier, and not over a connection that we hold. */
  get bindsBySettings(): boolean {
    return this.provider.connection === null;
  }

  /** The account's credentials as they are stored: validated, and completed where the provider does so. */
  async credentialsOf({ provider, credentials }: CarrierAccount): Promise<ProviderCredentials> {
    const validated = this.validator.validate(provider, credentials);
    return this.provider.completion?.complete(validated, null, inTenSeconds()) ?? validated;
  }

  /** Finds nothing where a provider cannot be asked. */
  async checkCredentials(credentials: ProviderCredentials): Promise<readonly CredentialFault[]> {
    return (await this.provider.credentialCheck?.check(credentials, inTenSeconds())) ?? [];
  }

  async numberOf(account: CarrierAccount, address = account.addresses[0] ?? ''): Promise<RemoteRecord> {
    return this.provider.sync.number(await this.credentialsOf(account), address as CanonicalAddress);
  }

  /** The application of the account, made when there is none yet; null for providers that need none. */
  async applicationIdOf(account: CarrierAccount, name = 'dialplane-1'): Promise<string | null> {
    const { application } = this.provider;
    if (!application || account.applicationId !== null) return account.applicationId;
    const credentials = await this.credentialsOf(account);
    return (await application.lifecycle?.ensure(credentials, name, WEBHOOKS, inTenSeconds())) ?? null;
  }

  /** What has to be written for the number to ring here: its application first, where there is one, then the number. */
  async layersOf(account: CarrierAccount): Promise<Remembered[]> {
    const { application, sync } = this.provider;
    const credentials = await this.credentialsOf(account);
    const applicationId = await this.applicationIdOf(account);
    const memory: SettingsMemory = { saved: null, applied: null };
    const number = {
      record: await this.numberOf(account),
      wanted: sync.wanted(WEBHOOKS, applicationId),
      released: sync.released,
      memory,
    };
    if (!application || applicationId === null) return [number];
    const record = application.record(credentials, applicationId);
    return [{ record, wanted: application.wanted(WEBHOOKS), released: application.released, memory }, number];
  }
}

export function attach(layer: Remembered): Promise<TakeOverOutcome> {
  const remember = (memory: SettingsMemory): Promise<void> => Promise.resolve(void (layer.memory = memory));
  return takeOver({ ...layer, remember, signal: inTenSeconds() });
}

/** Gives the layers back in the reverse of the order in which they were taken over. */
export async function release(layers: readonly Remembered[]): Promise<GiveBackOutcome['kind'][]> {
  const outcomes: GiveBackOutcome['kind'][] = [];
  for (const layer of [...layers].reverse()) {
    outcomes.push((await giveBack({ ...layer, signal: inTenSeconds() })).kind);
  }
  return outcomes;
}
