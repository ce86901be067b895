import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import { aFewAtATime } from '../../common/concurrency/side-by-side.js';
import { JobStore } from '../../jobs/job.store.js';
import type { JobTurn } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { RemoteRecord, RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import { differences } from '../../provider-sync/sync/settings-difference.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { AccountComparison } from './account-comparison.js';
import { InboundUrls } from '../sync/inbound-urls.js';
import { PhoneNumberSyncService } from '../sync/phone-number-sync.service.js';
import { PhoneNumberSyncStore } from '../sync/phone-number-sync.store.js';
import { SyncQueue } from '../sync/sync-queue.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import type { SyncSubject } from '../sync/sync-subject.js';
import { meaningOf } from './finding-outcome.js';
import type { PlannedNumber, ReconcilePlan } from './reconcile-plan.js';
import { Reconciler } from './reconciler.js';
import { ReconcileStore } from './reconcile.store.js';

const ITEMS_AT_ONCE = 4;
const ITEMS_PER_TURN = 200;
/** The item of the application comes before those of the numbers. */
const APPLICATION_POSITION = 1;

const OUTDATED =
  'The application is not any more as it was when the plan was made. Nothing was done. Make a new plan and look at it.';
const STEP_OUTDATED =
  'It is not any more as it was when the plan was made, so nothing was done about it. Make a new plan and look at it.';
const IN_PROGRESS =
  'The number is being synced right now, so nothing was done about it. If it is not in sync after that, make a new plan.';
const GONE =
  'The application does not exist at the carrier any more. Correct its id, or remove it so that a new one is created.';

/** A step of a plan that is being taken. */
interface Taking {
  jobId: number;
  position: number;
  step: PlannedNumber;
  account: BackgroundAccount;
  signal: AbortSignal;
}

/** A number that is held, and what the carrier shows of it; null when the account does not have it. */
interface Claimed {
  subject: SyncSubject;
  token: string;
  present: { record: RemoteRecord; settings: RemoteSettings } | null;
}

/** Executes a plan step by step. A step whose number has changed since is not taken, and said to be outdated. */
@Injectable()
export class PlanExecutor {
  constructor(
    private readonly jobs: JobStore,
    private readonly store: ReconcileStore,
    private readonly syncStore: PhoneNumberSyncStore,
    private readonly syncs: PhoneNumberSyncService,
    private readonly urls: InboundUrls,
    private readonly comparison: AccountComparison,
    private readonly reconciler: Reconciler,
    private readonly queue: SyncQueue,
  ) {}

  /** One turn of up to two hundred steps. */
  async work(
    job: JobRow<object>,
    account: BackgroundAccount,
    plan: ReconcilePlan,
    signal: AbortSignal,
  ): Promise<JobTurn> {
    const fault = await this.prepare(job, account, plan, signal);
    if (fault !== null) return { kind: 'failed', message: fault };
    const steps = new Map(plan.numbers.map((step) => [step.phone_number_id, step]));
    const items = await this.jobs.pendingItems(job.id, APPLICATION_POSITION, ITEMS_PER_TURN);
    await aFewAtATime(items, { atOnce: ITEMS_AT_ONCE, signal }, async (item) => {
      const step = item.phone_number_id === null ? undefined : steps.get(item.phone_number_id);
      if (step) await this.take({ jobId: job.id, position: item.position, step, account, signal });
    });
    if (signal.aborted || items.length === ITEMS_PER_TURN) return { kind: 'more' };
    await this.jobs.markListed(job.id);
    await this.queue.wake(account.id);
    return { kind: 'listed' };
  }

  /**
   * Looks at the application once more, lists the steps and has the application set.
   * @returns why the whole plan cannot be executed
   */
  private async prepare(
    { id: jobId, progress }: JobRow<object>,
    account: BackgroundAccount,
    plan: ReconcilePlan,
    signal: AbortSignal,
  ): Promise<string | null> {
    if (progress['is_checked'] !== true) {
      const fault = await this.check(account, plan, signal);
      if (fault !== null) return fault;
      await this.list(jobId, plan);
      await this.jobs.advance(jobId, { is_checked: true });
    }
    if (plan.application && progress['is_application_done'] !== true) {
      await this.setApplication(jobId, account, plan);
      await this.jobs.advance(jobId, { is_application_done: true });
    }
    return null;
  }

  private async check(
    account: BackgroundAccount,
    { application }: ReconcilePlan,
    signal: AbortSignal,
  ): Promise<string | null> {
    try {
      const finding = await this.comparison.application(account, signal);
      // An application that nobody rings through is not in a plan.
      const planned = application && { kind: application.finding, changes: application.changes };
      return planned === null || isDeepStrictEqual(finding, planned) ? null : OUTDATED;
    } catch (error) {
      if (error instanceof ProviderError || error instanceof SyncRefusal) return error.message;
      throw error;
    }
  }

  private async list(jobId: number, { application, numbers }: ReconcilePlan): Promise<void> {
    const items = numbers.map(({ address, phone_number_id: id }) => ({ address, phoneNumberId: id }));
    await this.jobs.addItems(jobId, APPLICATION_POSITION, items);
    if (application === null) return;
    const item = { address: 'application', phoneNumberId: application.phone_number_id };
    await this.jobs.addItems(jobId, APPLICATION_POSITION - 1, [item]);
  }

  /** Through the sync of a number. When that is planned anyway, the step does it. */
  private async setApplication(
    jobId: number,
    account: BackgroundAccount,
    { application, numbers }: ReconcilePlan,
  ): Promise<void> {
    if (application === null) return;
    const { finding: kind, changes, phone_number_id: id } = application;
    if (id !== null && numbers.some((step) => step.phone_number_id === id)) return;
    const repairing: BackgroundAccount = { ...account, driftPolicy: 'repair' };
    await this.reconciler.applyApplication(repairing, { kind, changes }, await this.store.now(), id ?? undefined);
    if (kind === 'gone') await this.refuse(jobId, APPLICATION_POSITION, 'application_not_found', GONE);
    else await this.queue.wake(account.id);
  }

  private async take(taking: Taking): Promise<void> {
    const { jobId, position, step, account, signal } = taking;
    const token = randomUUID();
    const subject = await this.syncStore.claim(step.phone_number_id, token);
    if (!subject) return this.refuse(jobId, position, 'sync_in_progress', IN_PROGRESS);
    try {
      const record = account.provider.sync.number(account.credentials, step.address as CanonicalAddress);
      const settings = await record.read(signal);
      if (subject.wantedRevision !== step.wanted_revision || !this.isAsPlanned(step, account, settings)) {
        await this.syncStore.release(subject.phoneNumberId, token);
        return await this.refuse(jobId, position, 'plan_outdated', STEP_OUTDATED);
      }
      await this.execute(taking, { subject, token, present: settings && { record, settings } });
    } catch (error) {
      await this.syncStore.release(subject.phoneNumberId, token);
      if (!(error instanceof ProviderError)) throw error;
      await this.refuse(jobId, position, error.code, error.message);
    }
  }

  private isAsPlanned(step: PlannedNumber, account: BackgroundAccount, settings: RemoteSettings | null): boolean {
    if (settings === null || step.action === 'mark_gone') return settings === null && step.action === 'mark_gone';
    if (step.action === 'mark_not_applicable') return true;
    const { provider, applicationId } = account;
    const wanted = provider.sync.wanted(this.urls.of(provider.metadata.provider), applicationId);
    const changes = differences(wanted, settings);
    // A turn that was killed may have set it already; then there is nothing left to write.
    return changes.length === 0 || isDeepStrictEqual(changes, step.changes);
  }

  private async execute({ jobId, position, step, account }: Taking, claimed: Claimed): Promise<void> {
    const { subject, token, present } = claimed;
    if (step.action === 'sync') {
      await this.syncs.settle(subject, token, { present: present ?? undefined });
      return;
    }
    const finding = { kind: step.finding, isBound: subject.isBound, changes: step.changes };
    const outcome = meaningOf(finding, 'report', account.provider);
    // To find a number gone is what was planned; the number fails, not the step.
    await this.jobs.settleItem(jobId, position, {
      state: 'succeeded',
      reason: outcome.reason,
      detail: outcome.message,
    });
    await this.syncStore.conclude(subject, token, { ...outcome, observed: present?.settings ?? null });
  }

  private refuse(jobId: number, position: number, reason: string, detail: string): Promise<void> {
    return this.jobs.settleItem(jobId, position, { state: 'failed', reason, detail });
  }
}
