import { Injectable } from '@nestjs/common';
import { DatabaseOutage } from './database-outage.js';
import { accountKey, inboundKey } from './route-key.js';
import { RouteMemory } from './route-memory.js';
import { RouteReader } from './route-reader.js';
import type { AccountKey, ConfigurationRow, InboundKey, NumberRow } from './route-rows.js';
import type { AccountLook, NumberLook } from './routes.js';
import type { WatchedRead } from './route-watch.js';
import { RouteWatch } from './route-watch.js';

/** Rows that are read at once, so that taking them in holds nothing up. */
export const PAGE = 500;

export const NO_NUMBER: NumberLook = { number: null, workflow: null, freshness: 'fresh' };

/** Brings what the database says into memory. Throws what {@link RouteReader} throws. */
@Injectable()
export class RouteLoader {
  constructor(
    private readonly reader: RouteReader,
    private readonly memory: RouteMemory,
    private readonly watch: RouteWatch,
    private readonly outage: DatabaseOutage,
  ) {}

  /** One number that a call asks for. */
  number(wanted: InboundKey): Promise<NumberLook> {
    const key = inboundKey(wanted.provider, wanted.accountId, wanted.address);
    return this.watch.during(async (read) => {
      const found = await this.reader.number(wanted);
      this.outage.succeeded(read.startedAt);
      if (!found) {
        const entry = this.memory.number(key);
        if (entry) this.memory.removeNumber(entry, read.startedAt);
        this.memory.putAbsent(key, read.startedAt);
        return NO_NUMBER;
      }
      const { number, workflow } = found;
      if (workflow) this.memory.putWorkflow(workflow, read.knowledgeOfWorkflow(workflow.id));
      const entry = this.memory.putNumber(number, read.knowledgeOfNumber(number.id));
      if (workflow) this.memory.dropUnused(workflow.id);
      // A later reading may have found that the number has moved to another key meanwhile.
      return entry.key === key ? entry.look('fresh') : NO_NUMBER;
    });
  }

  /** One account that a webhook asks for. */
  account(wanted: AccountKey): Promise<AccountLook> {
    const key = accountKey(wanted.provider, wanted.accountId);
    return this.watch.during(async (read) => {
      const rows = await this.reader.account(wanted);
      this.outage.succeeded(read.startedAt);
      if (rows.length === 0) this.memory.putAbsent(key, read.startedAt);
      return this.memory.putAccount(wanted, rows, read.knowledgeOfAccount(key)).look('fresh');
    });
  }

  /** Numbers that have changed. Those that nobody calls are not taken in. */
  numbers(ids: readonly number[]): Promise<void> {
    return this.watch.during(async (read) => {
      const rows = await this.reader.numbers(ids);
      await this.takeIn(
        rows.filter((row) => this.memory.numberById(row.id) || (row.isActive && row.workflowId !== null)),
        read,
      );
      const found = new Set(rows.map(({ id }) => id));
      for (const id of ids) {
        const entry = found.has(id) ? undefined : this.memory.numberById(id);
        if (entry) this.memory.removeNumber(entry, read.startedAt);
      }
    });
  }

  /** A page of the numbers that can be called. @returns the last id; null after the last page */
  numbersAfter(id: number): Promise<number | null> {
    return this.watch.during(async (read) => {
      const rows = await this.reader.numbersAfter(id, PAGE);
      await this.takeIn(rows, read);
      return rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    });
  }

  /** Workflows that have changed and are held. */
  workflows(ids: readonly number[]): Promise<void> {
    return this.watch.during((read) => this.takeInWorkflows(ids, read));
  }

  /** Every configuration there is, as long as they find room. */
  allAccounts(limit: number): Promise<void> {
    return this.watch.during(async (read) => {
      const rows: ConfigurationRow[] = [];
      for (let page = await this.reader.configurationsAfter(0, PAGE); ;) {
        rows.push(...page);
        const last = page.at(-1);
        if (rows.length > limit || page.length < PAGE || !last) break;
        page = await this.reader.configurationsAfter(last.id, PAGE);
      }
      const isAll = rows.length <= limit;
      this.putAccounts(rows, read, isAll);
      this.memory.allAccounts = isAll ? read.knowledgeOfAccount('') : null;
    });
  }

  private putAccounts(rows: readonly ConfigurationRow[], read: WatchedRead, isAll: boolean): void {
    const accounts = Map.groupBy(rows, (row) => accountKey(row.provider, row.accountId));
    for (const [key, members] of accounts) {
      const [first] = members;
      if (first) this.memory.putAccount(first, members, read.knowledgeOfAccount(key));
    }
    if (!isAll) return;
    for (const { account } of this.memory.allAccountEntries()) {
      const key = accountKey(account.provider, account.accountId);
      if (!accounts.has(key)) this.memory.putAccount(account, [], read.knowledgeOfAccount(key));
    }
  }

  private async takeIn(rows: readonly NumberRow[], read: WatchedRead): Promise<void> {
    const wanted = new Set(rows.flatMap(({ workflowId }) => (workflowId === null ? [] : [workflowId])));
    const asked = new Set<number>();
    // Again after each wait: the last number of a workflow may have gone meanwhile, and the workflow with it.
    for (let ids = this.missing(wanted, asked); ids.length > 0; ids = this.missing(wanted, asked)) {
      for (const id of ids) asked.add(id);
      await this.takeInWorkflows(ids, read);
    }
    for (const row of rows) this.memory.putNumber(row, read.knowledgeOfNumber(row.id));
    for (const id of asked) this.memory.dropUnused(id);
  }

  /** Workflows that have to be read before numbers can refer to them. */
  private missing(wanted: ReadonlySet<number>, asked: ReadonlySet<number>): number[] {
    const { session } = this.watch;
    const isKnown = (id: number): boolean =>
      session !== null && this.memory.workflow(id)?.knowledge.restsOn(session) === true;
    return [...wanted].filter((id) => !asked.has(id) && !isKnown(id));
  }

  private async takeInWorkflows(ids: readonly number[], read: WatchedRead): Promise<void> {
    for (const row of await this.reader.workflows(ids)) {
      this.memory.putWorkflow(row, read.knowledgeOfWorkflow(row.id));
    }
  }
}
