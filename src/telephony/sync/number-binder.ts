import { Injectable } from '@nestjs/common';
import type { NumberProvisioning } from '../../provider-sync/contract/number-provisioning.js';
import type { RemoteRecord, RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { giveBack } from '../../provider-sync/sync/give-back.js';
import { unprovision } from '../../provider-sync/sync/unprovision.js';
import type { SettingsMemory } from '../../provider-sync/sync/settings-memory.js';
import { takeOver } from '../../provider-sync/sync/take-over.js';
import { CredentialVault } from '../configs/credential-vault.js';
import { ApplicationBinder } from './application-binder.js';
import { ApplicationResolver } from './application-resolver.js';
import { InboundUrls } from './inbound-urls.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncOutcome } from './sync-state.js';
import { NOT_OWNED } from './sync-state.js';
import type { SyncSubject } from './sync-subject.js';

interface Attempt {
  subject: SyncSubject;
  remember: (memory: SettingsMemory) => Promise<void>;
  /** Notes that we are about to create the number at the carrier, or have removed it there. */
  markProvisioned: (isProvisioned: boolean) => Promise<void>;
  signal: AbortSignal;
  /** The number's settings and its record, when ownership was checked a moment ago. */
  present?: { record: RemoteRecord; settings: RemoteSettings } | undefined;
  /** Whether an application that was seen to be ours a moment ago need not be looked at again. */
  trustsSighting?: boolean | undefined;
}

/** Makes the carrier do what is wanted for one number. Knows settings and records, no provider by name. */
@Injectable()
export class NumberBinder {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly vault: CredentialVault,
    private readonly urls: InboundUrls,
    private readonly applicationBinder: ApplicationBinder,
    private readonly applicationResolver: ApplicationResolver,
  ) {}

  /**
   * Attaches a bound number, releases an unbound one.
   * @throws SyncRefusal, ProviderError
   */
  async settle(attempt: Attempt): Promise<SyncOutcome> {
    const { subject } = attempt;
    if (subject.isBound) return this.attach(attempt);
    return subject.memory.applied === null ? this.check(attempt) : this.detach(attempt);
  }

  /** @throws SyncRefusal, ProviderError */
  async detach(attempt: Attempt): Promise<SyncOutcome> {
    const { subject, remember, signal } = attempt;
    const provider = this.registry.get(subject.provider);
    const credentials = this.vault.open(ownerOf(subject));
    const record = provider.sync.number(credentials, subject.address);
    const { memory } = subject;
    const outcome =
      provider.provisioning && subject.isProvisioned
        ? await unprovision({ record, memory, signal }, () =>
            provider.provisioning?.remove(credentials, subject.address, signal),
          )
        : await giveBack({ record, memory, released: provider.sync.released, signal });
    if (outcome.kind === 'not_effective') throw notEffective(provider, outcome.fields);
    if (subject.isProvisioned) await attempt.markProvisioned(false);
    await this.releaseApplication({ subject, signal });
    await remember({ saved: null, applied: null });
    if (outcome.kind !== 'left_alone') {
      return { state: 'detached', reason: null, message: 'The carrier does again what it did before.' };
    }
    const fields = outcome.fields.join(', ');
    const message = `Somebody changed ${fields} at the carrier since, so that stays as it is. If calls still arrive here, change the number in the carrier's console.`;
    return { state: 'detached', reason: 'changed_at_provider', message };
  }

  /**
   * Gives the application of a number back when no other number needs it; an attempt that failed half-way can have
   * pointed it here although the number itself was never changed.
   * @throws SyncRefusal, ProviderError
   */
  async releaseApplication({ subject, signal }: Pick<Attempt, 'subject' | 'signal'>): Promise<void> {
    const { application: strategy } = this.registry.get(subject.provider);
    const { applicationId } = subject;
    if (!strategy || applicationId === null) return;
    if (!(await this.applicationBinder.isPointedHere(subject, applicationId))) return;
    const credentials = this.vault.open(ownerOf(subject));
    await this.applicationBinder.detach({ subject, strategy, credentials, applicationId, signal });
  }

  private async attach(attempt: Attempt): Promise<SyncOutcome> {
    const { remember, signal, present } = attempt;
    let { subject } = attempt;
    const provider = this.registry.get(subject.provider);
    if (subject.inactiveReason !== null) {
      throw new SyncRefusal('config_inactive', 'The configuration is parked. Repair what parked it and reactivate it.');
    }
    const credentials = this.vault.open(ownerOf(subject));
    const obstacle = provider.sync.obstacle(credentials);
    if (obstacle) throw new SyncRefusal(obstacle.reason, obstacle.message);
    const webhooks = this.urls.of(subject.provider);
    if (provider.application) {
      const resolved = await this.applicationResolver.resolve(subject, provider, credentials, webhooks, signal);
      const { applicationId } = resolved;
      const { application: strategy } = provider;
      const { trustsSighting } = attempt;
      const binding = { subject: resolved, strategy, credentials, applicationId, signal, trustsSighting };
      await this.applicationBinder.attach(binding, webhooks);
      subject = resolved;
    }
    const record = present?.record ?? provider.sync.number(credentials, subject.address);
    if (provider.provisioning) await this.provision({ ...attempt, subject }, provider.provisioning, record);
    const outcome = await takeOver({
      record,
      wanted: provider.sync.wanted(webhooks, subject.applicationId),
      memory: subject.memory,
      remember,
      signal,
      present: present?.settings ?? null,
    });
    if (outcome.kind === 'gone') throw notOwned(provider);
    if (outcome.kind === 'not_effective') throw notEffective(provider, outcome.fields, outcome.present);
    return {
      observed: outcome.present,
      state: 'in_sync',
      reason: null,
      message: 'The carrier sends calls to this number here; read back and compared.',
    };
  }

  /** Creates the number at the carrier when it is not there. That we are about to is noted first. */
  private async provision(
    { subject, markProvisioned, signal }: Attempt,
    provisioning: NumberProvisioning,
    record: RemoteRecord,
  ): Promise<void> {
    if (subject.applicationId === null || (await record.read(signal)) !== null) return;
    if (!subject.isProvisioned) await markProvisioned(true);
    const credentials = this.vault.open(ownerOf(subject));
    await provisioning.create(credentials, subject.address, subject.applicationId, signal);
  }

  /** A number without a binding that we never changed: all there is to know is whether the account owns it. */
  private async check({ subject, signal }: Attempt): Promise<SyncOutcome> {
    await this.releaseApplication({ subject, signal });
    const provider = this.registry.get(subject.provider);
    const record = provider.sync.number(this.vault.open(ownerOf(subject)), subject.address);
    const observed = await record.read(signal);
    if (observed === null && !provider.provisioning) throw notOwned(provider);
    const message = 'No workflow is bound, so the carrier is left as it is.';
    return { state: 'not_applicable', reason: null, message, observed };
  }
}

function ownerOf(subject: SyncSubject) {
  return {
    organizationId: subject.organizationId,
    id: subject.configurationId,
    credentialsKeyId: subject.credentialsKeyId,
    credentialsCiphertext: subject.credentialsCiphertext,
  };
}

function notOwned(provider: ProviderFacade): SyncRefusal {
  const { displayName } = provider.metadata;
  return new SyncRefusal(
    NOT_OWNED,
    `This number is not in this ${displayName} account. Add it in the ${displayName} console, or delete it here.`,
    null,
  );
}

function notEffective(
  { metadata: { displayName } }: ProviderFacade,
  fields: readonly string[],
  present?: RemoteSettings,
): SyncRefusal {
  return new SyncRefusal(
    'write_not_effective',
    `${displayName} accepted the change, but shows other values for ${fields.join(', ')}. Check the number in the ${displayName} console, then sync again.`,
    present,
  );
}
