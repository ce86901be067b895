import { Injectable } from '@nestjs/common';
import type { VoiceApplicationStrategy } from '../../provider-sync/contract/voice-application.strategy.js';
import { giveBack } from '../../provider-sync/sync/give-back.js';
import { ApplicationSharing } from '../sync/application-sharing.js';
import { REMOVE_FAILED } from '../sync/own-applications.js';
import type { ApplicationKey } from '../sync/provider-application.store.js';
import { ProviderApplicationStore } from '../sync/provider-application.store.js';
import type { Cleaning, CleanOutcome } from './clean-outcome.js';
import { outcome, outcomeOf } from './clean-outcome.js';

/** No phone number has this id: all of them count. */
const NO_NUMBER = 0;

/** Removes an application that we created, and gives back one that we did not. */
@Injectable()
export class OrphanedApplication {
  constructor(
    private readonly applications: ProviderApplicationStore,
    private readonly sharing: ApplicationSharing,
  ) {}

  /** @throws SyncRefusal, ProviderError */
  async clean(cleaning: Cleaning): Promise<CleanOutcome> {
    const { orphan, provider } = cleaning;
    const key = { provider: orphan.provider, accountId: orphan.account_id, externalId: orphan.external_id };
    const { application: strategy, metadata } = provider;
    if (!strategy) return outcome('gone', `${metadata.displayName} has no applications.`);
    // That it was ours is forgotten with its configuration; the reason of the orphan still says so.
    if (orphan.reason === REMOVE_FAILED || (await this.applications.isOurs(key))) {
      return this.remove(cleaning, key, strategy);
    }
    return this.giveBack(cleaning, key, strategy);
  }

  private async remove(
    { orphan, provider: { metadata }, credentials, signal }: Cleaning,
    key: ApplicationKey,
    { lifecycle }: VoiceApplicationStrategy,
  ): Promise<CleanOutcome> {
    if (await this.sharing.isUsed(key)) {
      return outcome('obsolete', 'A configuration uses this application again, so it stays.');
    }
    await lifecycle?.remove(credentials, orphan.external_id, signal);
    await this.applications.forget(key);
    return outcome('removed', `The application that was made for Dialplane is gone from ${metadata.displayName}.`);
  }

  private giveBack(
    { orphan, provider: { metadata }, credentials, signal }: Cleaning,
    key: ApplicationKey,
    strategy: VoiceApplicationStrategy,
  ): Promise<CleanOutcome> {
    return this.applications.whileHeld(key, signal, async ({ memory, remember }) => {
      if ((await this.sharing.boundCount(key, NO_NUMBER)) > 0) {
        return outcome(
          'obsolete',
          'Numbers that are registered here need this application, so it stays until the last has left.',
        );
      }
      const record = strategy.record(credentials, orphan.external_id);
      const given = await giveBack({ record, memory, released: strategy.released, signal });
      const ended = outcomeOf(given, 'application', metadata.displayName);
      await remember({ saved: null, applied: null });
      return ended;
    });
  }
}
