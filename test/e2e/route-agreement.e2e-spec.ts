import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createTenant, type Tenant } from '../factories/organization.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import { kit } from '../support/carriers/twilio.kit.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { runSql } from '../support/database-snapshot.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { ROUTE_EXPLANATIONS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';

const ADDRESSES = ['+14155553001', '+14155553002', '+14155553003', '+442079463001'] as const;
const CALLED = [...ADDRESSES, '4155553001', 'tel:+14155553002', 'anonymous', '+1', '+14155553999'];

/** One number of a table: in which account it is registered by whom, and what is about it. */
interface TableRow {
  address: string;
  account: 0 | 1;
  /** Both tenants have both accounts. */
  owner: 0 | 1;
  isActive: boolean;
  workflow: 'none' | 'active' | 'inactive';
}

const table = fc.record({
  rows: fc.uniqueArray(
    fc.record<TableRow>({
      address: fc.constantFrom(...ADDRESSES),
      account: fc.constantFrom(0, 1),
      owner: fc.constantFrom(0, 1),
      isActive: fc.boolean(),
      workflow: fc.constantFrom('none', 'active', 'active', 'inactive'),
    }),
    // The inbound key has one owner.
    { selector: ({ address, account }) => `${account} ${address}`, maxLength: 8 },
  ),
  parked: fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 }),
});

/** One number that would be answered, but for what is said. */
function example(fields: Partial<TableRow>, parked: number[] = []): [{ rows: TableRow[]; parked: number[] }] {
  const row: TableRow = { address: ADDRESSES[0], account: 0, owner: 0, isActive: true, workflow: 'active', ...fields };
  return [{ rows: [row], parked }];
}

const EXAMPLES = [
  example({}),
  example({ owner: 1 }),
  example({ account: 1 }),
  example({ isActive: false }),
  example({}, [0]),
  example({ workflow: 'none' }),
  example({ workflow: 'inactive' }),
];

describe('the explanation of a route and the dispatcher', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let accounts: CarrierAccount[];
  let tenants: (Tenant & { configIds: number[]; active: number; inactive: number })[];

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    accounts = [openAccount(sandbox, 'twilio'), openAccount(sandbox, 'twilio')];
    tenants = [];
    for (const name of ['Acme', 'Rival']) {
      const tenant = await createTenant(app, name);
      const configIds: number[] = [];
      for (const [at, account] of accounts.entries()) {
        // The rival knows the token of one of the accounts only.
        const overrides = name === 'Rival' && at === 1 ? { auth_token: 'another-token' } : {};
        configIds.push((await registerAccount(tenant.api, account, overrides)).configId);
      }
      const [active, inactive] = [
        await createWorkflow(tenant.api),
        await createWorkflow(tenant.api, { is_active: false }),
      ];
      tenants.push({ ...tenant, configIds, active: active.id, inactive: inactive.id });
    }
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  async function arrange({ rows, parked }: { rows: TableRow[]; parked: number[] }): Promise<void> {
    const { url } = app.database;
    await runSql(url, 'DELETE FROM phone_number_syncs');
    await runSql(url, 'DELETE FROM phone_numbers');
    const ids = tenants.flatMap(({ configIds }) => configIds);
    await runSql(url, `UPDATE telephony_configurations SET inactive_since = CASE WHEN id = ANY ($1) THEN now() END`, [
      parked.map((at) => ids[at]),
    ]);
    for (const { address, account, owner, isActive, workflow } of rows) {
      const tenant = tenants[owner];
      const workflowId = workflow === 'none' ? null : tenant?.[workflow];
      const values = [tenant?.id, tenant?.configIds[account], accounts[account]?.id, address, isActive, workflowId];
      await runSql(
        url,
        `INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
                address_normalized, address_type, is_active, inbound_workflow_id)
         VALUES ($1, $2, 'twilio', $3, $4, $4, 'pstn', $5, $6)`,
        values,
      );
    }
    await app.routesAreKnown();
  }

  /** What became of a real call, as its owner sees it. */
  async function called(tenant: Tenant, account: CarrierAccount, to: string) {
    const call = { callId: `CA${randomUUID().replaceAll('-', '')}`, from: '+14155550100', to };
    const sent = kit.inbound?.call(account, answerUrl(app, 'twilio'), call);
    if (!sent) throw new Error('the kit of Twilio announces no calls');
    expect((await deliver(app, sent)).status).toBe(200);
    const everybodys = async () =>
      runSql<{
        organization_id: number;
        outcome: string;
        reason: string;
        phone_number_id: number;
        workflow_id: number;
      }>(
        app.database.url,
        `SELECT organization_id::int, outcome, reason, phone_number_id::int, workflow_id::int FROM calls
          WHERE call_id = $1`,
        [call.callId],
      );
    const rows = await eventually(everybodys, (found) => found.length > 0);
    return rows.find(({ organization_id: id }) => id === tenant.id) ?? null;
  }

  /** Asks for an explanation, calls, and compares; answers what came of it. */
  async function compare(
    acme: Tenant,
    rows: readonly TableRow[],
    account: CarrierAccount,
    to: string,
  ): Promise<string> {
    const question = { provider: 'twilio', account_id: account.id, to, to_country: 'US' };
    const explanation = (await acme.api.post(ROUTE_EXPLANATIONS, question)).body;
    const call = await called(acme, account, to);
    if (call === null) {
      // It belongs to the rival, of whom nothing may be told.
      const at = accounts.indexOf(account);
      const number = rows.find((row) => row.account === at && row.address === explanation.address);
      expect(number?.owner).toBe(1);
      expect(explanation).toMatchObject({ outcome: 'refused', reason: 'number_unknown', phone_number: null });
    } else {
      expect({
        outcome: explanation.outcome,
        reason: explanation.reason,
        phone_number_id: explanation.phone_number?.id ?? null,
        workflow_id: explanation.workflow?.id ?? null,
      }).toEqual({
        outcome: call.outcome,
        reason: call.reason,
        phone_number_id: call.phone_number_id,
        workflow_id: call.workflow_id,
      });
    }
    return `${explanation.outcome} ${explanation.reason}`;
  }

  it('agree on any table, whatever is called', async () => {
    const [acme] = tenants;
    if (!acme) throw new Error('there is no tenant');
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(table, async (state) => {
        await arrange(state);
        const questions = accounts.flatMap((account) => CALLED.map((to) => compare(acme, state.rows, account, to)));
        for (const ending of await Promise.all(questions)) seen.add(ending);
      }),
      { numRuns: 15, examples: EXAMPLES },
    );
    expect([...seen].sort()).toEqual([
      'answered null',
      'refused address_unreadable',
      'refused configuration_inactive',
      'refused number_inactive',
      'refused number_unbound',
      'refused number_unknown',
      'refused workflow_inactive',
    ]);
  });
});
