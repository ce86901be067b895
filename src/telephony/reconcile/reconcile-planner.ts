import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { Database } from '../../database/database.js';
import { JobStore } from '../../jobs/job.store.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { telephonyConfigNotFound } from '../configs/telephony-config.errors.js';
import { carrierFault } from '../phone-numbers/phone-number.errors.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import { AccountComparison } from './account-comparison.js';
import type { ApplicationFinding } from './application-finding.js';
import type { PlannedApplication, PlannedNumber, ReconcilePlan } from './reconcile-plan.js';
import { makePlan, plannedNumber } from './reconcile-plan.js';
import type { ReconcileParameters } from './reconcile.task.js';
import { RECONCILE } from './reconcile.task.js';
import { ReconcileStore } from './reconcile.store.js';

/** The whole account, while a person waits. */
const TIMEOUT_MS = 120_000;

/** Plans what reconciling an account would do, and has exactly that done. */
@Injectable()
export class ReconcilePlanner {
  constructor(
    private readonly accounts: BackgroundAccountReader,
    private readonly comparison: AccountComparison,
    private readonly store: ReconcileStore,
    private readonly database: Database,
    private readonly jobs: JobStore,
  ) {}

  /**
   * Asks the carrier and changes nothing.
   * @throws DomainError `telephony_config_not_found`, `config_inactive`, `public_base_url_missing`, or a 502
   */
  async plan(organizationId: OrganizationId, configurationId: number): Promise<ReconcilePlan> {
    const account = await this.accounts.find(configurationId, organizationId);
    if (!account) throw telephonyConfigNotFound();
    if (account.isParked) throw parked();
    try {
      return await this.compare(account, AbortSignal.timeout(TIMEOUT_MS));
    } catch (error) {
      if (error instanceof ProviderError) throw carrierFault(error);
      if (error instanceof SyncRefusal) throw new DomainError('public_base_url_missing', error.message);
      throw error;
    }
  }

  /**
   * Has a plan done that is still true.
   * @returns the job
   * @throws DomainError `plan_outdated` when the comparison says something else now, `job_in_progress`
   */
  async apply(organizationId: OrganizationId, configurationId: number, hash: string): Promise<number> {
    const plan = await this.plan(organizationId, configurationId);
    if (plan.hash !== hash) throw planOutdated();
    return this.enqueue(organizationId, configurationId, { plan });
  }

  /**
   * Has the account compared in the background, and the drift policy followed.
   * @throws DomainError `telephony_config_not_found`, `config_inactive`, `job_in_progress`
   */
  async start(organizationId: OrganizationId, configurationId: number): Promise<number> {
    const account = await this.accounts.find(configurationId, organizationId);
    if (!account) throw telephonyConfigNotFound();
    if (account.isParked) throw parked();
    return this.enqueue(organizationId, configurationId, { plan: null });
  }

  private enqueue(organizationId: OrganizationId, subjectId: number, parameters: ReconcileParameters): Promise<number> {
    return this.database.transaction((manager) =>
      this.jobs.enqueue(manager, { organizationId, kind: RECONCILE, subjectId, parameters }),
    );
  }

  private async compare(account: BackgroundAccount, signal: AbortSignal): Promise<ReconcilePlan> {
    const application = await this.comparison.application(account, signal);
    const numbers: PlannedNumber[] = [];
    for await (const batch of this.comparison.numbers(account, application.kind === 'fine', signal)) {
      numbers.push(...batch.findings.map(plannedNumber));
    }
    return makePlan(await this.planApplication(account, application, numbers), numbers);
  }

  private async planApplication(
    { id: configurationId }: BackgroundAccount,
    { kind, changes }: ApplicationFinding,
    steps: readonly PlannedNumber[],
  ): Promise<PlannedApplication | null> {
    if (kind === 'fine') return null;
    const [synced, others] = [true, false].map((isSynced) =>
      steps.filter(({ action }) => (action === 'sync') === isSynced).map((step) => step.phone_number_id),
    );
    const { id, bound } = await this.store.bound(configurationId, synced, others);
    if (kind === 'gone') return { finding: kind, changes, phone_number_id: null, numbers: bound };
    // Nobody rings through it.
    return id === null ? null : { finding: kind, changes, phone_number_id: id, numbers: bound };
  }
}

function parked(): DomainError {
  return new DomainError(
    'config_inactive',
    'The configuration is parked. Repair what its inactive_reason says, POST …/reactivate, and ask again.',
  );
}

function planOutdated(): DomainError {
  return new DomainError(
    'plan_outdated',
    'Something changed since the plan was made, here or at the carrier. Nothing was done. Make a new plan with ?dry_run=true and look at it.',
  );
}
