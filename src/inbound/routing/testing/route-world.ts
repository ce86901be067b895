import fc from 'fast-check';
import { Proof } from '../knowledge.js';
import type { RouteChange } from '../route-change.js';
import type { ConfigurationRow, NumberRow, WorkflowRow } from '../route-rows.js';
import { HandClock } from './hand-clock.js';
import { ModelDatabase } from './model-database.js';
import type { RouteRig } from './route-rig.js';

export const ACCOUNTS = ['A', 'B', 'C'] as const;
export const ADDRESSES = ['+1', '+2', '+3'] as const;
const HEARTBEAT_MS = 300;

type Tables = ModelDatabase['tables'];

/** What can happen. */
export type Happening =
  | { what: 'pass' | 'stall'; ms: number }
  | { what: 'bind'; id: number; account: number; address: number; workflow: number | null; isActive: boolean }
  | { what: 'delete'; id: number }
  | { what: 'rename'; workflow: number }
  | { what: 'park' | 'move'; configuration: number; account: number }
  | { what: 'deliver'; count: number; twice: boolean }
  | { what: 'away' | 'back' | 'cut' | 'listen' | 'busy' }
  | { what: 'slow'; ms: number }
  | { what: 'call'; account: number; address: number };

/** Mostly the same ones, so that things happen to each other. */
const index = fc.constantFrom(0, 0, 0, 1, 2);
const id = fc.constantFrom(1, 1, 1, 2, 3, 4);
const workflow = fc.constantFrom(1, 1, 2);
const ms = fc.constantFrom(1, 10, 100, 350, 700, 1_100, 1_600);

function happening<What extends string, Rest extends object>(
  weight: number,
  names: readonly [What, ...What[]],
  rest: { [Field in keyof Rest]: fc.Arbitrary<Rest[Field]> },
): { weight: number; arbitrary: fc.Arbitrary<{ what: What } & Rest> } {
  const what = fc.constantFrom(...names);
  return { weight, arbitrary: fc.record({ what, ...rest }) as unknown as fc.Arbitrary<{ what: What } & Rest> };
}

export const HAPPENINGS: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    happening(12, ['call'], { account: index, address: index }),
    happening(8, ['pass'], { ms }),
    happening(2, ['stall'], { ms }),
    happening(5, ['bind'], {
      ...{ id, account: index, address: index, workflow: fc.option(workflow) },
      isActive: fc.constantFrom(true, true, false),
    }),
    happening(2, ['delete'], { id }),
    happening(4, ['rename'], { workflow }),
    happening(2, ['park', 'move'], { configuration: fc.constantFrom(1, 1, 2, 3), account: index }),
    happening(2, ['deliver'], { count: fc.nat({ max: 3 }), twice: fc.boolean() }),
    happening(2, ['away', 'cut', 'busy', 'back'], {}),
    happening(3, ['listen'], {}),
    happening(2, ['slow'], { ms: fc.constantFrom(0, 5, 100, 450, 900) }),
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** A database that people change, and a listener that hears of it, or does not. */
export class RouteWorld {
  readonly clock = new HandClock();
  readonly database = new ModelDatabase(this.clock);
  /** How often the database has gone away. */
  outages = 0;
  /** Every state there was, with the time it began at. */
  private readonly history: { from: number; tables: Tables }[] = [];
  private announced: RouteChange[] = [];
  private session: Proof | null = null;
  private versions = 0;

  constructor() {
    const sealed = { credentialsKeyId: 'k', credentialsCiphertext: Buffer.from('sealed') };
    const configurations = ACCOUNTS.map<ConfigurationRow>((accountId, at) => ({
      ...{ id: at + 1, organizationId: 1, provider: 'twilio', accountId, isActive: true },
      ...{ ...sealed, secondaryKeyId: null, secondaryCiphertext: null },
    }));
    const workflows = [1, 2].map<WorkflowRow>((id) => ({
      ...{ id, version: 1, organizationId: 1, name: `Agent ${id}`, isActive: true, fallbackTarget: null },
      ...{ target: { type: 'say', text: 'Hello', language: 'en' }, signingKeyId: null, signingCiphertext: null },
    }));
    this.become({ numbers: [], workflows, configurations }, []);
  }

  /** The states that held at some moment since then. */
  since(time: number): Tables[] {
    return this.history
      .filter((_state, at) => (this.history[at + 1]?.from ?? Infinity) >= time)
      .map(({ tables }) => tables);
  }

  async happen(rig: RouteRig, event: Exclude<Happening, { what: 'call' }>): Promise<void> {
    switch (event.what) {
      case 'pass':
        return this.pass(rig, event.ms);
      case 'stall':
        return this.clock.pass(event.ms);
      case 'deliver':
        return this.deliver(rig, event.count, event.twice);
      case 'away':
        this.database.isAway = true;
        this.outages += 1;
        return;
      case 'back':
        this.database.isAway = false;
        this.database.isBusy = false;
        return;
      case 'busy':
        this.database.isBusy = true;
        return;
      case 'slow':
        this.database.latencyMs = event.ms;
        return;
      case 'cut':
        return this.cut(rig);
      case 'listen':
        return this.listen(rig);
      case 'bind':
      case 'delete':
      case 'rename':
      case 'park':
      case 'move':
        this.change(event);
    }
  }

  /** Time with heartbeats: each proves that what was committed before it has been announced. */
  private async pass(rig: RouteRig, ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
      await this.clock.pass(Math.min(left, HEARTBEAT_MS));
      if (!this.session) continue;
      if (this.database.isAway) {
        rig.outage.failed(this.clock.now());
        this.cut(rig);
        continue;
      }
      this.deliver(rig, this.announced.length, false);
      this.session.at = this.clock.now();
      rig.outage.succeeded(this.clock.now());
    }
  }

  private deliver(rig: RouteRig, count: number, twice: boolean): void {
    for (const change of this.announced.splice(0, count)) {
      rig.refresher.note(change);
      if (twice) rig.refresher.note(change);
    }
  }

  /** The connection is lost, and with it what was not heard yet. */
  private cut(rig: RouteRig): void {
    this.session = null;
    this.announced = [];
    rig.refresher.end();
  }

  private listen(rig: RouteRig): void {
    if (this.session || this.database.isAway) return;
    this.session = new Proof(this.clock.now());
    rig.outage.succeeded(this.clock.now());
    rig.refresher.begin(this.session);
  }

  private change(event: Extract<Happening, { what: 'bind' | 'delete' | 'rename' | 'park' | 'move' }>): void {
    const { numbers, workflows, configurations } = this.database.tables;
    const rest = { numbers, workflows, configurations };
    this.versions += 1;
    if (event.what === 'delete') {
      this.become({ ...rest, numbers: numbers.filter(({ id }) => id !== event.id) }, [
        { kind: 'number', ids: [event.id] },
      ]);
    } else if (event.what === 'rename') {
      const renamed = { version: this.versions, name: `Agent ${event.workflow}.${this.versions}` };
      const changed = workflows.map((row) => (row.id === event.workflow ? { ...row, ...renamed } : row));
      this.become({ ...rest, workflows: changed }, [{ kind: 'workflow', ids: [event.workflow] }]);
    } else if (event.what === 'bind') this.bind(event);
    else this.configure(event);
  }

  private bind(event: Extract<Happening, { what: 'bind' }>): void {
    const { tables } = this.database;
    const accountId = ACCOUNTS[event.account] ?? 'A';
    const address = ADDRESSES[event.address] ?? '+1';
    const owner = tables.configurations.find((row) => row.accountId === accountId);
    const others = tables.numbers.filter(({ id }) => id !== event.id);
    if (!owner || others.some((row) => row.accountId === accountId && row.address === address)) return;
    const row: NumberRow = {
      ...{ id: event.id, version: this.versions, organizationId: 1, configurationId: owner.id, provider: 'twilio' },
      ...{ accountId, address, workflowId: event.workflow, isActive: event.isActive },
    };
    this.become({ ...tables, numbers: [...others, row] }, [{ kind: 'number', ids: [event.id] }]);
  }

  /** Parks a configuration, or gives it another account when nobody else has that. */
  private configure({ what, configuration: id, account }: Extract<Happening, { what: 'park' | 'move' }>): void {
    const { tables } = this.database;
    const accountId = ACCOUNTS[account] ?? 'A';
    const present = tables.configurations.find((row) => row.id === id);
    if (!present || (what === 'move' && tables.configurations.some((row) => row.accountId === accountId))) return;
    const changed = what === 'park' ? { ...present, isActive: !present.isActive } : { ...present, accountId };
    const moved = tables.numbers.map((row) =>
      row.configurationId === id ? { ...row, accountId: changed.accountId } : row,
    );
    const configurations = tables.configurations.map((row) => (row.id === id ? changed : row));
    const accounts = [present, changed].map(({ provider, accountId: name }) => ({ provider, accountId: name }));
    this.become({ ...tables, configurations, numbers: what === 'move' ? moved : tables.numbers }, [
      ...accounts.map<RouteChange>((named) => ({ kind: 'account', account: named })),
      { kind: 'number', ids: moved.filter((row) => row.configurationId === id).map((row) => row.id) },
    ]);
  }

  private become(tables: Tables, changes: readonly RouteChange[]): void {
    this.database.tables = tables;
    this.history.push({ from: this.clock.now(), tables });
    if (this.session) this.announced.push(...changes);
  }
}
