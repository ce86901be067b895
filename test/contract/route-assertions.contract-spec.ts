import fc from 'fast-check';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { postgresErrorOf } from '../../src/common/persistence/postgres-error.js';
import { Database, type Statement } from '../../src/database/database.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { decide } from '../../src/inbound/dispatch/decide.js';
import { RouteReader } from '../../src/inbound/routing/route-reader.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const ORGANIZATION = 901;
const RIVAL = 902;
const ACCOUNT = { provider: 'twilio', accountId: 'AC-1' };
/** Two configurations of the organization and one of another, all of the same account. */
const CONFIGURATIONS = [911, 912, 913] as const;
const WORKFLOWS = [921, 922] as const;
const ADDRESSES = ['+14155550101', '+14155550102'] as const;

interface NumberState {
  configuration: 0 | 1 | 2;
  isActive: boolean;
  workflow: 0 | 1 | null;
}

/** What is stored of routes, and what is expected of them. */
interface Tables {
  areParked: readonly boolean[];
  areWorkflowsActive: readonly boolean[];
  /** By address. */
  numbers: readonly (NumberState | null)[];
  /** By address: the workflow. */
  assertions: readonly (0 | 1 | null)[];
}

/** One statement of those that change who answers. */
type Change = readonly [sql: string, ...values: unknown[]];

/** Mostly the same, so that much of what is expected holds. */
const workflow = fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const);

const tables: fc.Arbitrary<Tables> = fc.record({
  areParked: fc.tuple(rarely(), rarely(), rarely()),
  areWorkflowsActive: fc.tuple(mostly(), mostly()),
  numbers: fc.array(
    fc.option(
      fc.record({
        configuration: fc.constantFrom(0 as const, 0 as const, 1 as const, 2 as const),
        isActive: mostly(),
        workflow: fc.option(workflow, { freq: 4 }),
      }),
      { freq: 6 },
    ),
    { minLength: ADDRESSES.length, maxLength: ADDRESSES.length },
  ),
  assertions: fc.array(fc.option(workflow, { freq: 6 }), { minLength: ADDRESSES.length, maxLength: ADDRESSES.length }),
});

const anAddress = fc.constantFrom(...ADDRESSES);
const ofOurs = fc.constantFrom(CONFIGURATIONS[0], CONFIGURATIONS[1]);
const OF_NUMBER = `WHERE address_normalized = $1 AND organization_id = ${ORGANIZATION}`;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constant(`DELETE FROM phone_numbers ${OF_NUMBER}`), anAddress),
  fc.tuple(
    fc.constant(`UPDATE phone_numbers SET inbound_workflow_id = $2 ${OF_NUMBER}`),
    anAddress,
    fc.option(fc.constantFrom(...WORKFLOWS)),
  ),
  fc.tuple(fc.constant(`UPDATE phone_numbers SET is_active = $2 ${OF_NUMBER}`), anAddress, fc.boolean()),
  fc.tuple(fc.constant(`UPDATE phone_numbers SET label = 'x', version = version + 1 ${OF_NUMBER}`), anAddress),
  fc.tuple(fc.constant(`UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1`), ofOurs),
  fc.tuple(fc.constant(`UPDATE telephony_configurations SET inactive_since = NULL WHERE id = $1`), ofOurs),
  fc.tuple(fc.constant(`UPDATE telephony_configurations SET account_id = 'AC-2' WHERE id = $1`), ofOurs),
  fc.tuple(
    fc.constant(`UPDATE workflows SET is_active = $2 WHERE id = $1`),
    fc.constantFrom(...WORKFLOWS),
    fc.boolean(),
  ),
);

function mostly(): fc.Arbitrary<boolean> {
  return fc.constantFrom(true, true, true, true, false);
}

function rarely(): fc.Arbitrary<boolean> {
  return mostly().map((value) => !value);
}

/** Sends everything over one connection, so that it is part of the transaction that is open there. */
class OneConnection extends Database {
  constructor(
    source: DataSource,
    private readonly client: Client,
  ) {
    super(source);
  }

  override async query<Row extends object>({ text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    return (await this.client.query<Row>(text, [...values])).rows;
  }
}

let testDatabase: TestDatabase;
let source: DataSource;
let client: Client;
let database: Database;
let routes: RouteReader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  source = await new DataSource(dataSourceOptions({ url: testDatabase.url, poolSize: 1 })).initialize();
  client = new Client(testDatabase.url);
  await client.connect();
  database = new OneConnection(source, client);
  routes = new RouteReader(database);
});

afterAll(async () => {
  await client.end();
  await source.destroy();
  await testDatabase.drop();
});

const sql = (text: string, ...values: unknown[]): Promise<object[]> => database.query({ text }, values);

const override = (isOn: boolean): Promise<object[]> =>
  sql(`SELECT set_config('dialplane.override_route_assertions', $1, true)`, isOn ? 'on' : 'off');

/** Stores the tables, without what is expected of them. */
async function store({ areParked, areWorkflowsActive, numbers }: Tables): Promise<void> {
  await sql(`INSERT INTO organizations (id, name) VALUES (${ORGANIZATION}, 'Acme'), (${RIVAL}, 'Rival')`);
  for (const [index, id] of CONFIGURATIONS.entries()) {
    await sql(
      `INSERT INTO telephony_configurations (id, organization_id, name, name_key, provider, account_id, credentials_key_id,
              credentials_ciphertext, inactive_since)
       VALUES ($1::bigint, $2, $1::text, $1::text, $3, $4, '', '', CASE WHEN $5 THEN now() END)`,
      id,
      index === 2 ? RIVAL : ORGANIZATION,
      ACCOUNT.provider,
      ACCOUNT.accountId,
      areParked[index],
    );
  }
  for (const [index, id] of WORKFLOWS.entries()) {
    await sql(
      `INSERT INTO workflows (id, organization_id, name, target, is_active) VALUES ($1, ${ORGANIZATION}, 'Agent', '{}', $2)`,
      id,
      areWorkflowsActive[index],
    );
  }
  for (const [index, number] of numbers.entries()) {
    if (number === null) continue;
    const isOurs = number.configuration !== 2;
    await sql(
      `INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
              address_normalized, address_type, inbound_workflow_id, is_active)
       VALUES ($1, $2, $3, $4, $5, $5, 'pstn', $6, $7)`,
      isOurs ? ORGANIZATION : RIVAL,
      CONFIGURATIONS[number.configuration],
      ACCOUNT.provider,
      ACCOUNT.accountId,
      ADDRESSES[index],
      isOurs && number.workflow !== null ? WORKFLOWS[number.workflow] : null,
      number.isActive,
    );
  }
}

/** The workflow that answers a call to the address, as the dispatcher decides it. */
async function answering(address: string): Promise<number | null> {
  const bound = await routes.number({ ...ACCOUNT, address });
  const rows = await routes.account(ACCOUNT);
  const configurations = rows
    .filter(({ organizationId }) => organizationId === ORGANIZATION)
    .map((row) => ({ ...row, keys: () => [], credentials: () => ({}) }));
  const look = {
    number: bound?.number ?? null,
    workflow: bound?.workflow ? { ...bound.workflow, secrets: () => [] } : null,
    freshness: 'fresh' as const,
  };
  const decision = decide({ address, look, configurations });
  return decision.outcome === 'answered' ? decision.workflow.id : null;
}

/** Which of the assertions hold. */
async function holding({ assertions }: Tables): Promise<boolean[]> {
  const held: boolean[] = [];
  for (const [index, expected] of assertions.entries()) {
    const actual = await answering(ADDRESSES[index] ?? '');
    held.push(expected !== null && actual === WORKFLOWS[expected]);
  }
  return held;
}

/** Whether the rule lets the statement through; what it does is undone. */
async function isLetThrough([text, ...values]: Change): Promise<boolean> {
  await sql('SAVEPOINT attempt');
  try {
    await sql(text, ...values);
    return true;
  } catch (error) {
    if (postgresErrorOf(error)?.constraint !== 'ck_route_assertions_hold') throw error;
    return false;
  } finally {
    await sql('ROLLBACK TO SAVEPOINT attempt');
  }
}

function insertion(address: string, workflowId: number): Change {
  const text = `INSERT INTO route_assertions (organization_id, provider, account_id, address_normalized, workflow_id)
                VALUES (${ORGANIZATION}, $1, $2, $3, $4)`;
  return [text, ACCOUNT.provider, ACCOUNT.accountId, address, workflowId];
}

/** Runs on tables that are gone afterwards. */
async function within(state: Tables, work: () => Promise<void>): Promise<void> {
  await sql('BEGIN');
  try {
    await store(state);
    await work();
  } finally {
    await sql('ROLLBACK');
  }
}

describe('the rule of the database and the decision on calls', () => {
  it('agree on whether a new assertion holds', async () => {
    const seen = { through: 0, refused: 0 };
    const property = fc.asyncProperty(tables, (state) =>
      within(state, async () => {
        for (const [index, expected] of (await holding(state)).entries()) {
          const asserted = state.assertions[index];
          if (asserted == null) continue;
          const isThrough = await isLetThrough(insertion(ADDRESSES[index] ?? '', WORKFLOWS[asserted]));
          expect(isThrough).toBe(expected);
          seen[isThrough ? 'through' : 'refused'] += 1;
        }
      }),
    );
    await fc.assert(property, { numRuns: 120 });
    expect(Math.min(seen.through, seen.refused)).toBeGreaterThan(15);
  });

  it('agree on whether a change breaks one that held', async () => {
    const seen = { through: 0, refused: 0 };
    const property = fc.asyncProperty(tables, change, (state, [text, ...values]) =>
      within(state, async () => {
        await override(true);
        for (const [index, asserted] of state.assertions.entries()) {
          if (asserted !== null) {
            const [insert, ...fields] = insertion(ADDRESSES[index] ?? '', WORKFLOWS[asserted]);
            await sql(insert, ...fields);
          }
        }
        const before = await holding(state);
        await override(false);
        const isThrough = await isLetThrough([text, ...values]);
        await override(true);
        await sql(text, ...values);
        const after = await holding(state);
        expect(isThrough).toBe(before.every((held, index) => !held || after[index] === true));
        seen[isThrough ? 'through' : 'refused'] += 1;
      }),
    );
    await fc.assert(property, { numRuns: 300 });
    expect(Math.min(seen.through, seen.refused)).toBeGreaterThan(15);
  });
});
