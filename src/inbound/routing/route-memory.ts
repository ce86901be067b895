import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AppConfig } from '../../config/app-config.js';
import { CredentialVault } from '../../telephony/configs/credential-vault.js';
import { SigningSecrets } from '../../telephony/rotation/signing-secrets.js';
import { WorkflowSecretVault } from '../../workflows/signing/workflow-secret-vault.js';
import type { Knowledge } from './knowledge.js';
import { FRESH_MS } from './knowledge.js';
import { AccountEntry, NumberEntry, WorkflowEntry } from './route-entries.js';
import { accountKey, inboundKey } from './route-key.js';
import type { AccountKey, ConfigurationRow, NumberRow, WorkflowRow } from './route-rows.js';
import { StoredConfiguration } from './stored-configuration.js';
import { StoredWorkflow } from './stored-workflow.js';

/** Keys of which it is remembered for a second that nobody has them; strangers choose them, so they are few. */
const ABSENT_KEYS = 10_000;

/** What is known of routes, and how well. Asks nobody. What was read earlier never replaces what was read later. */
@Injectable()
export class RouteMemory {
  /** When all accounts were read; null when there are more than are held. Then an account that is not here is nowhere. */
  allAccounts: Knowledge | null = null;
  /** Grows with every change of what is held. */
  revision = 0;

  private readonly numbers: LRUCache<string, NumberEntry>;
  private readonly accounts: LRUCache<string, AccountEntry>;
  private readonly numbersById = new Map<number, NumberEntry>();
  private readonly workflows = new Map<number, WorkflowEntry>();
  private readonly absent = new LRUCache<string, number>({ max: ABSENT_KEYS });

  constructor(
    config: AppConfig,
    private readonly vault: CredentialVault,
    private readonly signingSecrets: SigningSecrets,
    private readonly workflowSecrets: WorkflowSecretVault,
  ) {
    const max = config.routes.cacheSize;
    this.numbers = new LRUCache({ max, dispose: (entry) => this.unlink(entry) });
    this.accounts = new LRUCache({
      max,
      dispose: (_entry, _key, reason) => {
        if (reason === 'evict') this.allAccounts = null;
      },
    });
  }

  get size(): { numbers: number; accounts: number; workflows: number } {
    return { numbers: this.numbers.size, accounts: this.accounts.size, workflows: this.workflows.size };
  }

  number(key: string): NumberEntry | undefined {
    return this.numbers.get(key);
  }

  holdsNumber(key: string): boolean {
    return this.numbers.has(key);
  }

  numberById(id: number): NumberEntry | undefined {
    return this.numbersById.get(id);
  }

  /** Every number, in no order that means anything; may change while they are walked through. */
  allNumbers(): IterableIterator<NumberEntry> {
    return this.numbersById.values();
  }

  account(key: string): AccountEntry | undefined {
    return this.accounts.get(key);
  }

  allAccountEntries(): AccountEntry[] {
    return [...this.accounts.values()];
  }

  workflow(id: number): WorkflowEntry | undefined {
    return this.workflows.get(id);
  }

  /** Remembers a number with its workflow, which has been put before; without it nothing is remembered. */
  putNumber(row: NumberRow, knowledge: Knowledge): NumberEntry {
    const key = inboundKey(row.provider, row.accountId, row.address);
    const [present, former] = [this.numbers.peek(key), this.numbersById.get(row.id)];
    for (const entry of [present, former]) if (entry && entry.knowledge.readAt > knowledge.readAt) return entry;
    const workflow = row.workflowId === null ? null : (this.workflows.get(row.workflowId) ?? null);
    const entry = new NumberEntry(key, row, workflow, knowledge);
    if (workflow === null && row.workflowId !== null) return entry;
    if (!former || former.key !== key || !isSame(former.row, row)) this.revision += 1;
    if (workflow) workflow.users += 1;
    // The number has moved to another key.
    if (former && former !== present) this.numbers.delete(former.key);
    this.absent.delete(key);
    this.numbersById.set(row.id, entry);
    this.numbers.set(key, entry);
    return entry;
  }

  /** Nobody has the number, or not with this key any more. */
  removeNumber(entry: NumberEntry, readAt: number): void {
    if (entry.knowledge.readAt <= readAt) this.numbers.delete(entry.key);
  }

  /** Remembers a workflow; without a number it is kept until {@link dropUnused}. */
  putWorkflow(row: WorkflowRow, knowledge: Knowledge): void {
    const entry = this.workflows.get(row.id);
    if (!entry) {
      this.workflows.set(row.id, new WorkflowEntry(new StoredWorkflow(row, this.workflowSecrets), knowledge));
    } else if (entry.knowledge.readAt <= knowledge.readAt) {
      if (!isSame(entry.route.row, row)) {
        entry.route = new StoredWorkflow(row, this.workflowSecrets);
        this.revision += 1;
      }
      entry.knowledge = knowledge;
    }
  }

  /** Forgets a workflow that no number has turned out to be bound to. */
  dropUnused(id: number): void {
    if (this.workflows.get(id)?.users === 0) this.workflows.delete(id);
  }

  /** Remembers the configurations of an account; none, that nobody has it. */
  putAccount(account: AccountKey, rows: readonly ConfigurationRow[], knowledge: Knowledge): AccountEntry {
    const key = accountKey(account.provider, account.accountId);
    const present = this.accounts.peek(key);
    if (present && present.knowledge.readAt > knowledge.readAt) return present;
    const known = new Map(present?.configurations.map((configuration) => [configuration.id, configuration]));
    const openers = { vault: this.vault, secrets: this.signingSecrets };
    const configurations = rows.map((row) => {
      const before = known.get(row.id);
      // Its keys have been opened already.
      return before && isSame(before.row, row) ? before : new StoredConfiguration(row, openers);
    });
    if (configurations.length !== known.size || configurations.some(({ id, row }) => known.get(id)?.row !== row)) {
      this.revision += 1;
    }
    const entry = new AccountEntry(account, configurations, knowledge);
    if (rows.length > 0) this.accounts.set(key, entry);
    else this.accounts.delete(key);
    return entry;
  }

  doubtNumber(id: number): void {
    const entry = this.numbersById.get(id);
    if (entry) entry.knowledge = entry.knowledge.doubted();
  }

  doubtWorkflow(id: number): void {
    const entry = this.workflows.get(id);
    if (entry) entry.knowledge = entry.knowledge.doubted();
  }

  /** Also when it is not known: that nobody has it is what is in doubt then. */
  doubtAccount(account: AccountKey): void {
    const key = accountKey(account.provider, account.accountId);
    const entry = this.accounts.peek(key);
    if (entry) entry.knowledge = entry.knowledge.doubted();
    else if (this.allAccounts) this.accounts.set(key, new AccountEntry(account, [], this.allAccounts.doubted()));
  }

  /** Forgets what nobody has: somebody may have it now. */
  forgetAbsent(): void {
    if (this.absent.size > 0) this.absent.clear();
  }

  putAbsent(key: string, readAt: number): void {
    this.absent.set(key, readAt);
  }

  isAbsent(key: string, now: number): boolean {
    const readAt = this.absent.get(key);
    return readAt !== undefined && now - readAt <= FRESH_MS;
  }

  private unlink(entry: NumberEntry): void {
    if (this.numbersById.get(entry.row.id) === entry) {
      this.numbersById.delete(entry.row.id);
      this.revision += 1;
    }
    if (!entry.workflow) return;
    entry.workflow.users -= 1;
    this.dropUnused(entry.workflow.route.id);
  }
}

/** Whether two rows say the same; they are flat but for the targets of workflows. */
function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
