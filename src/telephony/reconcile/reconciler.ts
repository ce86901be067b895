import { Injectable } from '@nestjs/common';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { SyncQueue } from '../sync/sync-queue.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import { AccountComparison } from './account-comparison.js';
import type { ApplicationFinding } from './application-finding.js';
import { APPLICATION_CHANGED } from './drift-reason.js';
import { outcomeOf, TO_BE_SYNCED } from './finding-outcome.js';
import type { FindingKind } from './number-finding.js';
import { FINDING_KINDS } from './number-finding.js';
import { ReconcileStore } from './reconcile.store.js';

/** How many numbers were found in which way. */
export type ReconcileCounts = Record<FindingKind, number>;

/** How a comparison ended. */
export type ReconcileResult =
  | { kind: 'done'; counts: ReconcileCounts }
  /** It did not come to an end; nothing is concluded from what was not seen. */
  | { kind: 'failed'; reason: string; message: string };

/** Longer than the largest account takes; a carrier that hangs is given up call by call. */
const TIMEOUT_MS = 30 * 60 * 1_000;

/** Compares an account with what is stored here and acts as its drift policy says. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly comparison: AccountComparison,
    private readonly store: ReconcileStore,
    private readonly queue: SyncQueue,
  ) {}

  /** @throws the reason of the signal when it is aborted; nothing is concluded then */
  async run(account: BackgroundAccount, signal: AbortSignal): Promise<ReconcileResult> {
    const result = await this.compare(account, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
    await this.store.conclude(account.id, result.kind === 'failed' ? result.reason : null);
    return result;
  }

  private async compare(account: BackgroundAccount, signal: AbortSignal): Promise<ReconcileResult> {
    const counts = Object.fromEntries(FINDING_KINDS.map((kind) => [kind, 0])) as ReconcileCounts;
    try {
      const askedAt = await this.store.now();
      const application = await this.comparison.application(account, signal);
      for await (const batch of this.comparison.numbers(account, application.kind === 'fine', signal)) {
        const outcomes = batch.findings.map((finding) => outcomeOf(finding, account.driftPolicy, account.provider));
        await this.store.store(outcomes, batch.askedAt);
        for (const { kind } of batch.findings) counts[kind] += 1;
      }
      if (application.kind !== 'fine') await this.applyApplication(account, application, askedAt);
      // Whether any number became due is in the sync table; a job that finds none is soon over.
      await this.queue.wake(account.id);
      return { kind: 'done', counts };
    } catch (error) {
      if (error instanceof SyncRefusal) return { kind: 'failed', reason: error.reason, message: error.message };
      if (error instanceof ProviderError) return { kind: 'failed', reason: error.code, message: error.message };
      throw error;
    }
  }

  /**
   * The numbers of an application ring only as it does; one sync of one of them sets the application again.
   * @param only the number to sync; any bound one when left out
   */
  async applyApplication(
    account: BackgroundAccount,
    { kind, changes }: ApplicationFinding,
    askedAt: Date,
    only?: number,
  ): Promise<void> {
    const { displayName } = account.provider.metadata;
    if (kind === 'gone') {
      const message = `The application of this configuration does not exist at ${displayName} any more. Correct its application id, or remove it so that a new one is created.`;
      const outcome = { state: 'failed' as const, reason: 'application_not_found', message };
      await this.store.storeForBound(account.id, outcome, { drift: null, askedAt, only: null });
      return;
    }
    if (kind === 'outdated' || account.driftPolicy === 'repair') {
      const id = only ?? (await this.store.bound(account.id)).id;
      if (id !== null) await this.store.storeForBound(account.id, TO_BE_SYNCED, { drift: null, askedAt, only: id });
      return;
    }
    const fields = changes.map(({ field }) => field).join(', ');
    const message = `Somebody changed ${fields} of the application at ${displayName}. Sync one number of this configuration to set it again; the next comparison sees that for all.`;
    const outcome = { state: 'drifted' as const, reason: APPLICATION_CHANGED, message };
    await this.store.storeForBound(account.id, outcome, { drift: changes, askedAt, only: null });
  }
}
