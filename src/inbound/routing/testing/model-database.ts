import type { Statement } from '../../../database/database.js';
import type { RouteClock } from '../route-clock.js';
import type { ConfigurationRow, NumberRow, WorkflowRow } from '../route-rows.js';

type Row = object;

interface Tables {
  numbers: readonly NumberRow[];
  workflows: readonly WorkflowRow[];
  configurations: readonly ConfigurationRow[];
}

/** What a call may wait for. */
const FOR_CALLS = new Set(['route-number', 'route-account']);

/** The three tables as PostgreSQL would answer the statements of the route reader; can be away. */
export class ModelDatabase {
  constructor(private readonly clock: RouteClock) {}

  isAway = false;
  /** Whether only calls are answered, and nothing that goes on in the background. */
  isBusy = false;
  /** How long answers take, milliseconds. */
  latencyMs = 0;
  tables: Tables = { numbers: [], workflows: [], configurations: [] };

  async query({ name }: Statement, values: readonly unknown[]): Promise<Row[]> {
    // What it answers is what it held when it was asked.
    const { tables } = this;
    if (this.latencyMs > 0) await this.clock.sleep(this.latencyMs);
    if (this.isAway || (this.isBusy && !FOR_CALLS.has(name ?? '')))
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return this.answer(name ?? '', tables, values);
  }

  private answer(name: string, { numbers, workflows, configurations }: Tables, values: readonly unknown[]): Row[] {
    const [first, second, third] = values;
    const after = <T extends { id: number }>(rows: readonly T[]): T[] =>
      rows
        .filter(({ id }) => id > Number(first))
        .sort((a, b) => a.id - b.id)
        .slice(0, Number(second));
    const among = <T extends { id: number }>(rows: readonly T[]): T[] =>
      rows.filter(({ id }) => (first as number[]).includes(id));
    switch (name) {
      case 'route-number':
        return numbers
          .filter((row) => row.provider === first && row.accountId === second && row.address === third)
          .map((row) => ({ ...row, ...workflowColumns(workflows.find(({ id }) => id === row.workflowId)) }));
      case 'route-numbers':
        return among(numbers);
      case 'route-numbers-after':
        return after(numbers.filter(({ isActive, workflowId }) => isActive && workflowId !== null));
      case 'route-account':
        return configurations.filter(({ provider, accountId }) => provider === first && accountId === second);
      case 'route-configurations-after':
        return after(configurations);
      case 'route-workflows':
        return among(workflows);
      default:
        throw new Error(`The model does not know the statement "${name}"`);
    }
  }
}

function workflowColumns(workflow: WorkflowRow | undefined): object {
  const { target = null, fallbackTarget = null, signingKeyId = null, signingCiphertext = null } = workflow ?? {};
  const { version = null, name = null, isActive = null } = workflow ?? {};
  const own = { workflowVersion: version, workflowName: name, workflowIsActive: isActive };
  return { ...own, target, fallbackTarget, signingKeyId, signingCiphertext };
}
