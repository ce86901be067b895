import { Injectable } from '@nestjs/common';
import { toCanonicalAddress } from '../../common/address/canonical-address.js';
import { giveBack } from '../../provider-sync/sync/give-back.js';
import type { OwnValues } from '../../provider-sync/sync/settings-memory.js';
import { beside } from '../../provider-sync/sync/settings-memory.js';
import { unprovision } from '../../provider-sync/sync/unprovision.js';
import { InboundUrlHistory } from '../sync/inbound-url-history.js';
import type { Cleaning, CleanOutcome } from './clean-outcome.js';
import { outcome, outcomeOf } from './clean-outcome.js';
import { OrphanStore } from './orphan.store.js';

/** Gives a number back whose row was deleted while the carrier could not be set back. */
@Injectable()
export class OrphanedNumber {
  constructor(
    private readonly store: OrphanStore,
    private readonly urls: InboundUrlHistory,
  ) {}

  /**
   * What was written is not kept with an orphan; it is computed again, for every public URL that carriers were ever
   * told, and a number that shows anything else is left alone.
   * @throws SyncRefusal, ProviderError
   */
  async clean(cleaning: Cleaning): Promise<CleanOutcome> {
    const { organizationId, orphan, provider, credentials, signal } = cleaning;
    const { displayName } = provider.metadata;
    const address = toCanonicalAddress(orphan.external_id);
    const record = provider.sync.number(credentials, address);
    const saved = await this.store.savedSettings(organizationId, orphan);
    const memory = { saved, applied: await this.ownValues(cleaning) };
    if ((await record.read(signal)) === null)
      return outcome('gone', `The number is not in this ${displayName} account any more.`);
    const { provisioning } = provider;
    const given =
      provisioning && saved === null && memory.applied !== null
        ? await unprovision({ record, memory, signal }, () => provisioning.remove(credentials, address, signal))
        : await giveBack({ record, memory, released: provider.sync.released, signal });
    return outcomeOf(given, 'number', displayName);
  }

  /** The values that a number of this account has while it points here; null when it cannot point here at all. */
  private async ownValues({ organizationId, orphan, provider }: Cleaning): Promise<OwnValues | null> {
    const applications = provider.application ? await this.store.applicationsOf(organizationId, orphan) : [null];
    const told = await this.urls.of(orphan.provider);
    const ours = told.flatMap((urls) => applications.map((id) => provider.sync.wanted(urls, id)));
    return ours.reduce<OwnValues | null>(beside, null);
  }
}
