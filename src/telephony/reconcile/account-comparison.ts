import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { differences } from '../../provider-sync/sync/settings-difference.js';
import { isOurs } from '../../provider-sync/sync/settings-memory.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { InboundUrls } from '../sync/inbound-urls.js';
import { ProviderApplicationStore } from '../sync/provider-application.store.js';
import { AccountSurvey, type SeenNumber } from './account-survey.js';
import type { ApplicationFinding } from './application-finding.js';
import { FINE } from './application-finding.js';
import type { NumberFinding } from './number-finding.js';
import { findingOf, goneFinding } from './number-finding.js';
import { ReconcileStore } from './reconcile.store.js';

/** Findings of some numbers, and when the carrier was asked about them. */
export interface FindingBatch {
  findings: readonly NumberFinding[];
  askedAt: Date;
}

/** One comparison of an account. */
interface Walk {
  account: BackgroundAccount;
  wanted: RemoteSettings;
  isApplicationFine: boolean;
  signal: AbortSignal;
}

/**
 * Compares an account at its carrier with what is stored here. It notes what it saw and decides nothing: what is done
 * about the findings is up to the caller.
 */
@Injectable()
export class AccountComparison {
  constructor(
    private readonly survey: AccountSurvey,
    private readonly store: ReconcileStore,
    private readonly urls: InboundUrls,
    private readonly applications: ProviderApplicationStore,
  ) {}

  /** @throws ProviderError, SyncRefusal */
  async application(account: BackgroundAccount, signal: AbortSignal): Promise<ApplicationFinding> {
    const { provider, applicationId, credentials, accountId } = account;
    if (!provider.application || applicationId === null) return FINE;
    const key = { provider: provider.metadata.provider, accountId, externalId: applicationId };
    const present = await provider.application.record(credentials, applicationId).read(signal);
    await this.applications.observe(key, present);
    if (present === null) return { kind: 'gone', changes: [] };
    const changes = differences(provider.application.wanted(this.urls.of(provider.metadata.provider)), present);
    if (changes.length === 0) return FINE;
    const applied = await this.applications.appliedTo(key);
    // An application that was never pointed here serves no number of ours yet.
    if (applied === null) return FINE;
    return { kind: changes.every(({ field }) => isOurs(applied, field, present)) ? 'outdated' : 'drifted', changes };
  }

  /**
   * The findings of all numbers, a page of the carrier's at a time.
   * @param isApplicationFine whether a number that is right by itself rings
   * @throws ProviderError, SyncRefusal
   */
  async *numbers(
    account: BackgroundAccount,
    isApplicationFine: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<FindingBatch> {
    const since = await this.store.now();
    let askedAt = since;
    const wanted = account.provider.sync.wanted(
      this.urls.of(account.provider.metadata.provider),
      account.applicationId,
    );
    const walk: Walk = { account, wanted, isApplicationFine, signal };
    for await (const seen of this.survey.pages(account, signal)) {
      yield* this.compare(walk, seen, askedAt);
      askedAt = await this.store.now();
    }
    yield* this.unseen(walk, since);
  }

  private async *compare(
    { account, wanted, isApplicationFine }: Walk,
    seen: readonly SeenNumber[],
    askedAt: Date,
  ): AsyncGenerator<FindingBatch> {
    const rows = seen.length === 0 ? [] : await this.store.noteSeen(account, seen, askedAt);
    const findings = rows
      .map(({ present, ...number }) => findingOf(number, present, wanted))
      .filter((finding) => finding !== null)
      .filter(({ kind }) => isApplicationFine || kind !== 'recovered');
    if (findings.length > 0) yield { findings, askedAt };
  }

  private async *unseen(walk: Walk, since: Date): AsyncGenerator<FindingBatch> {
    const { account } = walk;
    // Where numbers are created on request, one that is not bound need not be there.
    const unboundToo = account.provider.provisioning === null;
    for (let afterId = 0; ;) {
      const numbers = await this.store.unseen(account.id, { afterId, since, unboundToo });
      if (numbers.length === 0) return;
      const missing = numbers.map(goneFinding).filter((finding) => finding !== null);
      const askedAt = await this.store.now();
      const found = await this.askAgain(walk, missing);
      yield* this.compare(walk, found, askedAt);
      const isFound = new Set(found.map(({ address }) => address));
      const findings = missing.filter(({ number }) => !isFound.has(number.address));
      if (findings.length > 0) yield { findings, askedAt: since };
      afterId = numbers.at(-1)?.id ?? afterId;
    }
  }

  /** Pages shift when a number leaves the account while they are read; what is said to be gone is asked for by itself. */
  private askAgain({ account, signal }: Walk, missing: readonly NumberFinding[]): Promise<SeenNumber[]> {
    const addresses = missing.map(({ number }) => number.address as CanonicalAddress);
    return account.provider.inventory ? this.survey.singly(account, addresses, signal) : Promise.resolve([]);
  }
}
