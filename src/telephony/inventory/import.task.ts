import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import type { InventoryNumber } from '../../provider-sync/contract/number-inventory.js';
import { ProviderError } from '../../provider-sync/contract/provider-error.js';
import { JobStore, type NewJobItem } from '../../jobs/job.store.js';
import { JobTask, type JobTurn } from '../../jobs/job-task.js';
import type { JobRow } from '../../jobs/job.row.js';
import { RegisteredTask } from '../../queue/queue-task.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import { BackgroundAccountReader } from '../configs/background-account.reader.js';
import { type ParsedAddress, readAddress } from '../phone-numbers/number-address.js';
import { nextAttemptAt } from '../sync/retry-policy.js';
import { SyncQueue } from '../sync/sync-queue.js';
import { ImportStore, type ImportedNumber } from './import.store.js';
import { inventoryOf } from './inventory.reader.js';
import { labelOf } from './label-pattern.js';

/** Kind of the jobs that register the numbers of an account. */
export const IMPORT = 'import';

export interface ImportParameters {
  /** Canonical addresses; null for all. */
  addresses: string[] | null;
  inbound_workflow_id: number | null;
  label_pattern: string;
  is_active: boolean;
}

interface ReadNumber {
  number: InventoryNumber;
  parsed: ParsedAddress;
}

/** Carriers that do not answer are asked again as often as that. */
const MAX_PAUSES = 20;

/**
 * Registers the numbers of an account, a page of the carrier's at a time. Taken up after a crash it goes on with the
 * page after the last stored one, and what is registered already stays as it is.
 */
@RegisteredTask()
export class ImportTask extends JobTask<ImportParameters> {
  readonly taskName = IMPORT;

  constructor(
    jobs: JobStore,
    private readonly accounts: BackgroundAccountReader,
    private readonly store: ImportStore,
    private readonly database: Database,
    private readonly queue: SyncQueue,
  ) {
    super(jobs);
  }

  protected async work(job: JobRow<ImportParameters>, signal: AbortSignal): Promise<JobTurn> {
    const account = job.subject_id === null ? null : await this.accounts.find(job.subject_id, null);
    if (!account) return { kind: 'failed', message: 'The configuration was deleted.' };
    try {
      return await this.walk(job, account, signal);
    } catch (error) {
      if (error instanceof ProviderError) return this.pause(job, error);
      throw error;
    }
  }

  private async walk(job: JobRow<ImportParameters>, account: BackgroundAccount, signal: AbortSignal): Promise<JobTurn> {
    const inventory = inventoryOf(account);
    let page = (job.progress['page'] as string | null | undefined) ?? null;
    let position = (job.progress['position'] as number | undefined) ?? 0;
    const chosen = job.parameters.addresses === null ? null : new Set(job.parameters.addresses);
    for (;;) {
      if (signal.aborted) return { kind: 'more' };
      const { numbers, nextPage } = await inventory.page(account.credentials, page, signal);
      const readNumbers = read(account, numbers, chosen);
      // With its items and the progress, so that a page taken up again after a crash is not half done.
      await this.database.transaction(async (manager) => {
        const items = await this.register(job, account, readNumbers, manager);
        await this.jobs.addItems(job.id, position, items, manager);
        position += items.length;
        await this.jobs.advance(job.id, { page: nextPage, position, pauses: 0 }, manager);
      });
      if (nextPage === null) break;
      page = nextPage;
    }
    await this.refuseMissing(job, position);
    await this.jobs.markListed(job.id);
    await this.queue.wake(account.id);
    return { kind: 'listed' };
  }

  /** Registers what is not registered yet, in one statement. */
  private async register(
    { parameters, organization_id: organizationId }: JobRow<ImportParameters>,
    account: BackgroundAccount,
    numbers: readonly ReadNumber[],
    manager: EntityManager,
  ): Promise<NewJobItem[]> {
    if (numbers.length === 0) return [];
    const isBound = parameters.inbound_workflow_id !== null;
    const wanted = numbers.map((entry) => toImport(entry, parameters));
    const imported = await this.store.insert(account, parameters, wanted, manager);
    const inserted = new Map(imported.map((row) => [row.address, row.id]));
    const others = numbers.map(({ parsed }) => parsed.canonical).filter((address) => !inserted.has(address));
    const holders = new Map((await this.store.holders(account, others, manager)).map((row) => [row.address, row]));
    return numbers.map(({ parsed: { canonical: address } }): NewJobItem => {
      const id = inserted.get(address);
      if (id !== undefined) return { address, phoneNumberId: id, state: isBound ? 'pending' : 'succeeded' };
      const holder = holders.get(address);
      if (holder?.organization_id === organizationId) {
        return { address, phoneNumberId: holder.phone_number_id, state: 'succeeded', ...ALREADY_REGISTERED };
      }
      return { address, phoneNumberId: null, state: 'failed', ...(holder ? TAKEN : WORKFLOW_GONE) };
    });
  }

  private async refuseMissing({ id, parameters }: JobRow<ImportParameters>, position: number): Promise<void> {
    if (parameters.addresses === null) return;
    const missing = await this.store.addressesWithoutItem(id, parameters.addresses);
    const items = missing.map((address): NewJobItem => ({ address, phoneNumberId: null, state: 'failed', ...MISSING }));
    await this.jobs.addItems(id, position, items);
  }

  private pause({ id, progress }: JobRow<ImportParameters>, error: ProviderError): Promise<JobTurn> {
    const pauses = ((progress['pauses'] as number | undefined) ?? 0) + 1;
    const { code: reason, message, retryAfterMs } = error;
    const at = nextAttemptAt({ state: 'failed', reason, message, retryAfterMs }, pauses);
    if (at === null || pauses > MAX_PAUSES) return Promise.resolve({ kind: 'failed', message });
    return this.jobs.advance(id, { pauses }).then(() => ({ kind: 'more', at }));
  }
}

const ALREADY_REGISTERED = { reason: 'already_registered', detail: 'It was registered before and stays as it is.' };
const TAKEN = {
  reason: 'phone_number_taken',
  detail: 'This number is already registered for this account by another organization.',
};
const MISSING = { reason: 'not_owned_at_provider', detail: 'The account does not have this number.' };
const WORKFLOW_GONE = {
  reason: 'workflow_not_found',
  detail: 'The workflow was deleted meanwhile, so the number was not registered. Import it again with another one.',
};

function read(
  account: BackgroundAccount,
  numbers: readonly InventoryNumber[],
  chosen: ReadonlySet<string> | null,
): ReadNumber[] {
  const byAddress = new Map<string, ReadNumber>();
  for (const number of numbers) {
    const parsed = readAddress(account.provider.metadata, number);
    if (parsed === null || chosen?.has(parsed.canonical) === false) continue;
    byAddress.set(parsed.canonical, { number, parsed });
  }
  return [...byAddress.values()];
}

function toImport({ number, parsed }: ReadNumber, { label_pattern: pattern }: ImportParameters): ImportedNumber {
  return {
    address: parsed.canonical,
    type: parsed.type,
    country_code: parsed.countryCode,
    label: labelOf(pattern, { name: number.name, address: parsed.canonical, country: parsed.countryCode }),
    settings: number.settings,
  };
}
