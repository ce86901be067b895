import type { Knowledge, Proof } from './knowledge.js';
import type { AccountKey, NumberRow } from './route-rows.js';
import type { AccountLook, Freshness, NumberLook } from './routes.js';
import type { StoredConfiguration } from './stored-configuration.js';
import type { StoredWorkflow } from './stored-workflow.js';

type Known = Exclude<Freshness, 'unavailable'>;

/** A workflow in memory, once for all numbers that are bound to it. */
export class WorkflowEntry {
  /** How many numbers are bound to it. */
  users = 0;

  constructor(
    public route: StoredWorkflow,
    public knowledge: Knowledge,
  ) {}
}

/** A number in memory. */
export class NumberEntry {
  private lastLook: NumberLook | null = null;

  constructor(
    readonly key: string,
    readonly row: NumberRow,
    readonly workflow: WorkflowEntry | null,
    public knowledge: Knowledge,
  ) {}

  isFresh(now: number): boolean {
    return this.knowledge.isFresh(now) && (this.workflow === null || this.workflow.knowledge.isFresh(now));
  }

  ageMs(now: number): number {
    return Math.max(this.knowledge.ageMs(now), this.workflow?.knowledge.ageMs(now) ?? 0);
  }

  restsOn(proof: Proof): boolean {
    return this.knowledge.restsOn(proof) && (this.workflow === null || this.workflow.knowledge.restsOn(proof));
  }

  /** The same object as long as nothing has changed: calls need not pay for it. */
  look(freshness: Known): NumberLook {
    const workflow = this.workflow?.route ?? null;
    const last = this.lastLook;
    if (last !== null && last.workflow === workflow && last.freshness === freshness) return last;
    this.lastLook = { number: this.row, workflow, freshness };
    return this.lastLook;
  }
}

/** An account in memory. Without configurations it is one that was announced and has not been read yet. */
export class AccountEntry {
  private readonly looks: Readonly<Record<Known, AccountLook>>;

  constructor(
    readonly account: AccountKey,
    readonly configurations: readonly StoredConfiguration[],
    public knowledge: Knowledge,
  ) {
    this.looks = { fresh: { configurations, freshness: 'fresh' }, stale: { configurations, freshness: 'stale' } };
  }

  look(freshness: Known): AccountLook {
    return this.looks[freshness];
  }
}
