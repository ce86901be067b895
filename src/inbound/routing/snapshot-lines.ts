import type { AnyTarget } from '../../workflows/targets/any-target.js';
import { Knowledge, Proof } from './knowledge.js';
import type { AccountEntry, NumberEntry, WorkflowEntry } from './route-entries.js';
import type { RouteMemory } from './route-memory.js';
import type { AccountKey, ConfigurationRow, NumberRow, WorkflowRow } from './route-rows.js';

/** Raised with every change of the lines: an older or newer release does not read them. */
const FORMAT = 'dialplane-routes-1';

/** The first line. */
export interface SnapshotHead {
  format: typeof FORMAT;
  /** When it was written, milliseconds since 1970; all ages are as of then. */
  writtenAt: number;
  /** How long ago it was proven that these are all accounts, milliseconds; null when they are not. */
  allAccountsAge: number | null;
}

/** Ciphertexts in base64. */
type Text<Row> = {
  [Field in keyof Row]: Row[Field] extends Buffer
    ? string
    : Row[Field] extends Buffer | null
      ? string | null
      : Row[Field];
};

type SnapshotLine =
  | { account: AccountKey; configurations: Text<ConfigurationRow>[]; age: number }
  | { workflow: Text<WorkflowRow>; age: number }
  | { number: NumberRow; age: number };

/** The same moment, as the process and as the world count it; see {@link RouteClock}. */
export interface Times {
  now: number;
  wall: number;
}

/** What is in memory, as lines of JSON. Memory may change while they are made. */
export function* snapshotLines(memory: RouteMemory, { now, wall }: Times): Generator<string> {
  const age = (knowledge: Knowledge): number => Math.max(0, Math.round(knowledge.ageMs(now)));
  const { allAccounts } = memory;
  const head = { format: FORMAT, writtenAt: wall, allAccountsAge: allAccounts && age(allAccounts) };
  yield JSON.stringify(head);
  for (const entry of memory.allAccountEntries()) {
    if (entry.configurations.length > 0) yield accountLine(entry, age(entry.knowledge));
  }
  const told = new Set<WorkflowEntry>();
  for (const entry of memory.allNumbers()) {
    const { workflow } = entry;
    // Before the number, even when it has become known since the first line.
    if (workflow && !told.has(workflow)) yield workflowLine(workflow, age(workflow.knowledge));
    if (workflow) told.add(workflow);
    yield numberLine(entry, age(entry.knowledge));
  }
}

function accountLine({ account, configurations }: AccountEntry, age: number): string {
  const { provider, accountId } = account;
  const rows = configurations.map(({ row }) => ({
    ...row,
    credentialsCiphertext: row.credentialsCiphertext.toString('base64'),
    secondaryCiphertext: row.secondaryCiphertext?.toString('base64') ?? null,
  }));
  return lineOf({ account: { provider, accountId }, configurations: rows, age });
}

function workflowLine({ route: { row } }: WorkflowEntry, age: number): string {
  return lineOf({ workflow: { ...row, signingCiphertext: row.signingCiphertext?.toString('base64') ?? null }, age });
}

function numberLine({ row }: NumberEntry, age: number): string {
  return lineOf({ number: row, age });
}

function lineOf(line: SnapshotLine): string {
  return JSON.stringify(line);
}

/** Brings the lines of a snapshot back into memory; the last known, until the database confirms them. */
export class SnapshotLoading {
  private age = 0;

  constructor(
    private readonly memory: RouteMemory,
    private readonly limits: Times & { maxAgeMs: number },
  ) {}

  /** @returns how old the snapshot is, milliseconds; null when another release has written it */
  begin(line: string): number | null {
    const head = JSON.parse(line) as SnapshotHead;
    if ((head.format as string) !== FORMAT) return null;
    this.age = this.limits.wall - head.writtenAt;
    if (head.allAccountsAge !== null) this.memory.allAccounts = this.knowledge(head.allAccountsAge);
    return this.age;
  }

  take(line: string): void {
    const entry = JSON.parse(line) as SnapshotLine;
    if (this.age + entry.age > this.limits.maxAgeMs) return;
    const knowledge = this.knowledge(entry.age);
    if ('number' in entry) this.memory.putNumber(entry.number, knowledge);
    else if ('workflow' in entry) this.memory.putWorkflow(workflowRow(entry.workflow), knowledge);
    else this.memory.putAccount(entry.account, entry.configurations.map(configurationRow), knowledge);
  }

  private knowledge(age: number): Knowledge {
    const at = this.limits.now - Math.max(0, this.age) - age;
    return new Knowledge(new Proof(at), at).doubted();
  }
}

function workflowRow(row: Text<WorkflowRow>): WorkflowRow {
  const target: AnyTarget = row.target;
  return { ...row, target, signingCiphertext: bytes(row.signingCiphertext) };
}

function configurationRow(row: Text<ConfigurationRow>): ConfigurationRow {
  const credentialsCiphertext = Buffer.from(row.credentialsCiphertext, 'base64');
  return { ...row, credentialsCiphertext, secondaryCiphertext: bytes(row.secondaryCiphertext) };
}

function bytes(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'base64');
}
