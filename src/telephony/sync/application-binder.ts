import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import type { VoiceApplicationStrategy } from '../../provider-sync/contract/voice-application.strategy.js';
import { giveBack } from '../../provider-sync/sync/give-back.js';
import { takeOver } from '../../provider-sync/sync/take-over.js';
import { ApplicationSharing } from './application-sharing.js';
import type { ApplicationKey } from './provider-application.store.js';
import { ProviderApplicationStore } from './provider-application.store.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncSubject } from './sync-subject.js';

interface Binding {
  subject: SyncSubject;
  strategy: VoiceApplicationStrategy;
  credentials: ProviderCredentials;
  applicationId: string;
  signal: AbortSignal;
  /** Whether an application that was seen to be ours a moment ago need not be looked at again. */
  trustsSighting?: boolean | undefined;
}

/**
 * Makes the voice application of a configuration send calls to us, and puts back what it did before when the last
 * number has left. An application that we did not create is shared property: nobody else's calls change hands unasked.
 */
@Injectable()
export class ApplicationBinder {
  constructor(
    private readonly applications: ProviderApplicationStore,
    private readonly sharing: ApplicationSharing,
  ) {}

  /** @throws SyncRefusal, ProviderError */
  async attach(binding: Binding, webhooks: InboundWebhooks): Promise<void> {
    const { strategy, credentials, applicationId, signal } = binding;
    const wanted = strategy.wanted(webhooks);
    if (binding.trustsSighting && (await this.applications.isSeenAs(keyOf(binding), wanted))) return;
    await this.applications.whileHeld(keyOf(binding), signal, async (held) => {
      const outcome = await takeOver({
        record: strategy.record(credentials, applicationId),
        wanted,
        memory: held.memory,
        remember: held.remember,
        signal,
        ...(held.isOurs ? {} : { beforeReplacing: () => this.refuseIfShared(binding) }),
      });
      await held.observe(outcome.kind === 'gone' ? null : outcome.present);
      if (outcome.kind === 'gone') {
        throw new SyncRefusal(
          'application_not_found',
          'The application of this configuration does not exist at the carrier any more. Correct its application id, or remove it so that a new one is created.',
        );
      }
      if (outcome.kind === 'not_effective') throw notEffective(outcome.fields);
    });
  }

  /** Whether there is something to give back. */
  isPointedHere({ provider, accountId }: SyncSubject, externalId: string): Promise<boolean> {
    return this.applications.isPointedHere({ provider, accountId, externalId });
  }

  /** Restores the application when no other number of this installation needs it. */
  async detach(binding: Binding): Promise<void> {
    const { subject, strategy, credentials, applicationId, signal } = binding;
    const key = keyOf(binding);
    await this.applications.whileHeld(key, signal, async (held) => {
      if (held.isOurs || (await this.sharing.boundCount(key, subject.phoneNumberId)) > 0) return;
      const record = strategy.record(credentials, applicationId);
      const outcome = await giveBack({ record, memory: held.memory, released: strategy.released, signal });
      if (outcome.kind === 'not_effective') throw notEffective(outcome.fields);
      await held.remember({ saved: null, applied: null });
    });
  }

  private async refuseIfShared(binding: Binding): Promise<void> {
    const { subject, strategy, credentials, applicationId, signal } = binding;
    if (subject.sharedConfirmed) return;
    const use = await this.sharing.useOf(keyOf(binding), subject.organizationId, () =>
      strategy.dependents(credentials, applicationId, signal),
    );
    const numbers = use.numbers.filter(({ address, isBound }) => address !== subject.address && !isBound).length;
    const configurations = use.foreignConfigurations;
    if (numbers + configurations === 0 && !use.isTruncated) return;
    throw new SyncRefusal('shared_application_conflict', sharedMessage(numbers, use.isTruncated, configurations));
  }
}

function keyOf({ subject, applicationId }: Binding): ApplicationKey {
  return { provider: subject.provider, accountId: subject.accountId, externalId: applicationId };
}

function sharedMessage(numbers: number, isTruncated: boolean, configurations: number): string {
  const parts = [
    numbers > 0
      ? `${isTruncated ? 'at least ' : ''}${numbers} other number${numbers === 1 ? '' : 's'} at the carrier`
      : '',
    configurations > 0
      ? `${configurations} configuration${configurations === 1 ? '' : 's'} of other organizations`
      : '',
  ].filter((part) => part !== '');
  const fact =
    parts.length > 0
      ? `The application of this configuration also serves ${parts.join(' and ')}`
      : 'The carrier has more numbers than can be read, so the application of this configuration may also serve others';
  return `${fact}, whose calls would change hands. Use another application, or sync with confirm_shared=true.`;
}

function notEffective(fields: readonly string[]): SyncRefusal {
  return new SyncRefusal(
    'write_not_effective',
    `The carrier accepted the change of the application, but shows other values for ${fields.join(', ')}. Check the application in the carrier's console.`,
  );
}
