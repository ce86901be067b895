import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { JobTurn } from '../../jobs/job-task.js';
import { JobTask } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import { JobStore } from '../../jobs/job.store.js';
import { RegisteredTask } from '../../queue/queue-task.js';
import { TelephonyConfigRemoval } from '../configs/telephony-config.removal.js';
import { PhoneNumberRemoval } from '../phone-numbers/phone-number.removal.js';
import { NumberWalk } from './number-walk.js';
import { REMOVE_CONFIGURATION } from './removal-kinds.js';
import type { RemovalParameters } from './removal.store.js';
import { RemovalStore } from './removal.store.js';

/** Until it is tried again while the carrier is being told about a trunk. */
const HELD_DELAY_MS = 10_000;

/** Gives all numbers of a configuration back to the carrier, deletes them one by one, and at last the configuration. */
@RegisteredTask()
export class RemoveConfigurationTask extends JobTask<RemovalParameters> {
  readonly taskName = REMOVE_CONFIGURATION;

  constructor(
    jobs: JobStore,
    private readonly store: RemovalStore,
    private readonly walk: NumberWalk,
    private readonly numbers: PhoneNumberRemoval,
    private readonly configs: TelephonyConfigRemoval,
  ) {
    super(jobs);
  }

  protected async work(job: JobRow<RemovalParameters>, signal: AbortSignal): Promise<JobTurn> {
    const turn = await this.walk.go({
      job,
      signal,
      listMore: () => this.store.listMore('configuration', job),
      take: ({ phone_number_id: id }) => this.numbers.removeFor(id ?? 0, job.parameters.override ?? false),
    });
    if (turn) return turn;
    const failed = await this.jobs.failedItems(job.id);
    if (failed > 0) return { kind: 'failed', message: keptMessage(failed) };
    return this.removeConfiguration(job);
  }

  private async removeConfiguration({
    organization_id: organizationId,
    subject_id: id,
  }: JobRow<object>): Promise<JobTurn> {
    try {
      await this.configs.removeEmpty(organizationId as OrganizationId, id ?? 0);
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // Somebody else has deleted it, or a worker that died before it could say so.
      if (error.code === 'telephony_config_not_found') return { kind: 'done' };
      if (error.code === 'sync_in_progress') return { kind: 'more', at: new Date(Date.now() + HELD_DELAY_MS) };
      return { kind: 'failed', message: `The configuration was not deleted: ${error.detail}` };
    }
  }
}

function keptMessage(failed: number): string {
  const numbers = failed === 1 ? '1 phone number' : `${failed} phone numbers`;
  return `${numbers} could not be given back to the carrier or deleted, so they and the configuration stay. Repair what the failed items name, and delete again.`;
}
