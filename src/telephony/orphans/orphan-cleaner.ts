import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { TelephonyAccountReader } from '../configs/telephony-account.reader.js';
import { carrierFault } from '../phone-numbers/phone-number.errors.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import { isCarrierName } from '../trunks/trunk-name.js';
import type { Cleaning, CleanOutcome } from './clean-outcome.js';
import { outcome } from './clean-outcome.js';
import { keptByCarrier, orphanBusy, orphanNotFound, orphanWithoutAccount } from './orphan.errors.js';
import { OrphanReader } from './orphan.reader.js';
import type { OrphanRow } from './orphan.row.js';
import { OrphanStore } from './orphan.store.js';
import { OrphanedApplication } from './orphaned-application.js';
import { OrphanedNumber } from './orphaned-number.js';

/** Everything the carrier is asked while a person waits. */
const TIMEOUT_MS = 25_000;

/** Reasons for which the same request may succeed a moment later. */
const BUSY = new Set(['application_busy', 'superseded']);

/** An orphan that has ended, and how. */
export interface CleanedOrphan extends CleanOutcome {
  /** How many records of the same thing have ended with it. */
  settled: number;
}

/** Gives back at the carrier what was left behind there, with the credentials of any configuration of the account. */
@Injectable()
export class OrphanCleaner {
  constructor(
    private readonly reader: OrphanReader,
    private readonly store: OrphanStore,
    private readonly registry: ProviderRegistry,
    private readonly accounts: TelephonyAccountReader,
    private readonly numbers: OrphanedNumber,
    private readonly applications: OrphanedApplication,
  ) {}

  /**
   * @throws DomainError `orphan_not_found`, `orphan_without_account`, `sync_in_progress`; a 502 when the carrier does
   * not let go, and then the orphan stays
   */
  async clean(organizationId: OrganizationId, id: number): Promise<CleanedOrphan> {
    const orphan = await this.reader.get(organizationId, id);
    const ended = await this.outcomeOf(organizationId, orphan);
    return { ...ended, settled: await this.store.settle(organizationId, orphan) };
  }

  /** Ends the record without asking the carrier. @throws DomainError `orphan_not_found` */
  async forget(organizationId: OrganizationId, id: number): Promise<void> {
    if (!(await this.store.forget(organizationId, id))) throw orphanNotFound();
  }

  private async outcomeOf(organizationId: OrganizationId, orphan: OrphanRow): Promise<CleanOutcome> {
    if (orphan.kind === 'phone_number' && (await this.store.isRegistered(orphan))) {
      return outcome('obsolete', 'The number is registered again, so it stays as it is.');
    }
    const configId = await this.store.configurationOf(organizationId, orphan);
    if (configId === null) throw orphanWithoutAccount(this.registry.get(orphan.provider).metadata.displayName);
    const { provider, credentials } = await this.accounts.get(organizationId, configId);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return this.asked({ organizationId, orphan, provider, credentials: credentials(), signal });
  }

  private async asked(cleaning: Cleaning): Promise<CleanOutcome> {
    try {
      return await this.atCarrier(cleaning);
    } catch (error) {
      if (error instanceof ProviderError) throw carrierFault(error);
      if (error instanceof SyncRefusal) throw BUSY.has(error.reason) ? orphanBusy() : keptByCarrier(error.message);
      throw error;
    }
  }

  private async atCarrier(cleaning: Cleaning): Promise<CleanOutcome> {
    switch (cleaning.orphan.kind) {
      case 'phone_number':
        return this.numbers.clean(cleaning);
      case 'application':
        return this.applications.clean(cleaning);
      case 'trunk':
        return this.trunk(cleaning);
    }
  }

  private async trunk({ orphan, provider, credentials, signal }: Cleaning): Promise<CleanOutcome> {
    const { trunks, metadata } = provider;
    if (!trunks) return outcome('gone', `${metadata.displayName} has no trunks.`);
    const { external_id: id } = orphan;
    const present = isCarrierName(id) ? await trunks.find(credentials, id, signal) : id;
    if (present === null) return outcome('gone', `${metadata.displayName} has no trunk of this name.`);
    await trunks.disable(credentials, present, signal);
    return outcome('removed', `The trunk is switched off at ${metadata.displayName}.`);
  }
}
