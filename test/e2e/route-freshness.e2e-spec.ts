import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inboundKey } from '../../src/inbound/routing/route-key.js';
import { RouteMemory } from '../../src/inbound/routing/route-memory.js';
import { RouteTable } from '../../src/inbound/routing/route-table.js';
import type { AccountLook, NumberLook } from '../../src/inbound/routing/routes.js';
import { createNumber, anAddress } from '../factories/phone-number.factory.js';
import { accountSid, createConfig } from '../factories/telephony-config.factory.js';
import { createWorkflow } from '../factories/workflow.factory.js';
import { eventually } from '../support/eventually.js';
import { CONFIGS, numbersOf, WORKFLOWS } from '../support/paths.js';
import { SeverableProxy } from '../support/severable-proxy.js';
import { TestApp } from '../support/test-app.js';

/** The promise: what was committed is used within a second. */
const SOON_MS = 1_000;

let sequence = 0x9000;

describe('the route tables of two replicas', () => {
  let one: TestApp;
  let other: TestApp;
  let door: SeverableProxy;
  let database: Client;

  beforeAll(async () => {
    one = await TestApp.start();
    door = await SeverableProxy.before(one.database.url);
    other = await TestApp.start({ beside: one, databaseUrl: door.url });
    database = new Client(one.database.url);
    database.on('error', () => undefined);
    await database.connect();
  });

  afterAll(async () => {
    await database.end();
    await other.stop({ keepDatabase: true });
    await door.sever();
    await one.stop();
  });

  /** A number of an account of its own, bound to a workflow of its own. */
  async function register(): Promise<{ sid: string; address: string; config: number; number: number; flow: number }> {
    sequence += 1;
    const sid = accountSid(sequence);
    const [config, flow] = [
      await createConfig(one.root, { config: { account_sid: sid } }),
      await createWorkflow(one.root),
    ];
    const address = anAddress();
    const { id } = await createNumber(one.root, config.id, { address, inbound_workflow_id: flow.id });
    return { sid, address, config: config.id, number: id, flow: flow.id };
  }

  const table = (app: TestApp): RouteTable => app.app.get(RouteTable);
  const holds = (app: TestApp, sid: string, address: string): boolean =>
    app.app.get(RouteMemory).holdsNumber(inboundKey('twilio', sid, address));
  const number = async (app: TestApp, { sid, address }: { sid: string; address: string }): Promise<NumberLook> =>
    table(app).number('twilio', sid, address);
  const account = async (app: TestApp, sid: string): Promise<AccountLook> => table(app).account('twilio', sid);

  /** Whether memory answers at once. */
  const isHeld = (app: TestApp, { sid, address }: { sid: string; address: string }): boolean => {
    const look = table(app).number('twilio', sid, address);
    return !(look instanceof Promise) && look.number !== null;
  };

  it('know a new number before anybody has called it', async () => {
    const registered = await register();
    await eventually(() => Promise.resolve(isHeld(other, registered)), Boolean, SOON_MS);
    expect(await number(other, registered)).toMatchObject({
      number: {
        id: registered.number,
        configurationId: registered.config,
        address: registered.address,
        isActive: true,
      },
      workflow: { id: registered.flow, name: 'Agent', isActive: true, target: { type: 'say' } },
      freshness: 'fresh',
    });
    const look = await account(other, registered.sid);
    expect(look).toMatchObject({ freshness: 'fresh', configurations: [{ id: registered.config, isActive: true }] });
    expect(look.configurations[0]?.keys()).toMatchObject([{ secret: 'a-secret-token' }]);
  });

  it('know at once that nobody has an account, and within a second that somebody has', async () => {
    const sid = accountSid(0xabc001);
    await eventually(
      () => Promise.resolve(table(other).account('twilio', sid)),
      (look) => look.freshness === 'fresh',
    );
    expect(table(other).account('twilio', sid)).toEqual({ configurations: [], freshness: 'fresh' });
    const { id } = await createConfig(one.root, { config: { account_sid: sid } });
    await eventually(
      () => account(other, sid),
      (look) => look.configurations[0]?.id === id,
      SOON_MS,
    );
  });

  it.each<[string, (known: Awaited<ReturnType<typeof register>>) => Promise<unknown>, (look: NumberLook) => boolean]>([
    [
      'a binding is changed',
      async ({ config, number: id }) => {
        const { id: flow } = await createWorkflow(one.root, { name: 'Second' });
        return one.root.patch(`${numbersOf(config)}/${id}`, { inbound_workflow_id: flow });
      },
      (look) => look.workflow?.name === 'Second',
    ],
    [
      'a number is switched off',
      ({ config, number: id }) => one.root.patch(`${numbersOf(config)}/${id}`, { is_active: false }),
      (look) => look.number?.isActive === false,
    ],
    [
      'a workflow is changed',
      ({ flow }) => one.root.patch(`${WORKFLOWS}/${flow}`, { name: 'Renamed' }),
      (look) => look.workflow?.name === 'Renamed' && look.workflow.version === 2,
    ],
    [
      'a number is deleted',
      ({ number: id }) => database.query('DELETE FROM phone_numbers WHERE id = $1', [id]),
      (look) => look.number === null && look.freshness === 'fresh',
    ],
    [
      'the account of a configuration is changed',
      ({ config }) =>
        database.query('UPDATE telephony_configurations SET account_id = $1 WHERE id = $2', [
          `AC-moved-${config}`,
          config,
        ]),
      (look) => look.number === null && look.freshness === 'fresh',
    ],
  ])('follow when %s', async (_name, change, isSeen) => {
    const registered = await register();
    await eventually(() => Promise.resolve(isHeld(other, registered)), Boolean, SOON_MS);
    await change(registered);
    await eventually(() => number(other, registered), isSeen, SOON_MS);
  });

  it('follow when a number moves to another account, with its old key unknown', async () => {
    const registered = await register();
    await eventually(() => Promise.resolve(isHeld(other, registered)), Boolean, SOON_MS);
    const sid = `AC-new-${registered.config}`;
    await database.query('UPDATE telephony_configurations SET account_id = $1 WHERE id = $2', [sid, registered.config]);
    await eventually(() => Promise.resolve(isHeld(other, { ...registered, sid })), Boolean, SOON_MS);
    expect(holds(other, registered.sid, registered.address)).toBe(false);
    await eventually(
      () => account(other, sid),
      (look) => look.configurations[0]?.id === registered.config,
      SOON_MS,
    );
    expect((await account(other, registered.sid)).configurations).toEqual([]);
  });

  it('follow when a configuration is parked or its key is changed', async () => {
    const { sid, config } = await register();
    await account(other, sid);
    await database.query('UPDATE telephony_configurations SET inactive_since = now() WHERE id = $1', [config]);
    await eventually(
      () => account(other, sid),
      (look) => look.configurations[0]?.isActive === false,
      SOON_MS,
    );
    const path = `${CONFIGS}/${config}?verify_credentials=false`;
    const answer = await one.root.patch(path, { config: { auth_token: 'another-token' } });
    expect(answer.status).toBe(200);
    await eventually(
      () => account(other, sid),
      (look) => look.configurations[0]?.keys()[0]?.secret === 'another-token',
      SOON_MS,
    );
  });

  it('follow changes of a thousand numbers in one statement', async () => {
    const { sid, config, flow } = await register();
    await database.query(
      `INSERT INTO phone_numbers (organization_id, telephony_configuration_id, provider, account_id, address,
         address_normalized, address_type, inbound_workflow_id)
       SELECT c.organization_id, c.id, c.provider, c.account_id, address, address, 'pstn', $2
         FROM telephony_configurations c, (SELECT '+1212555' || (1000 + n) AS address FROM generate_series(1, 1000) n) a
        WHERE c.id = $1`,
      [config, flow],
    );
    const addresses = Array.from({ length: 1000 }, (_, n) => `+1212555${1001 + n}`);
    const held = (): number => addresses.filter((address) => holds(other, sid, address)).length;
    await eventually(
      () => Promise.resolve(held()),
      (count) => count === 1000,
      SOON_MS,
    );
    await database.query('DELETE FROM phone_numbers WHERE telephony_configuration_id = $1', [config]);
    await eventually(
      () => Promise.resolve(held()),
      (count) => count === 0,
      SOON_MS,
    );
  });

  it('hear of routes, and not of what no call depends on', async () => {
    const { number: id, config, flow } = await register();
    const heard: string[] = [];
    const listener = new Client(one.database.url);
    await listener.connect();
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('LISTEN dialplane_routes');
    await database.query(`UPDATE phone_numbers SET label = 'Front desk', updated_at = now() WHERE id = $1`, [id]);
    await database.query(`UPDATE telephony_configurations SET reconciled_at = now() WHERE id = $1`, [config]);
    await database.query(`UPDATE phone_numbers SET is_active = false WHERE id = $1`, [id]);
    await database.query(`UPDATE workflows SET is_active = false WHERE id = $1`, [flow]);
    await eventually(
      () => Promise.resolve(heard.length),
      (count) => count >= 2,
    );
    await listener.query('SELECT 1');
    await listener.end();
    expect(heard).toEqual([`number ${id}`, `workflow ${flow}`]);
  });

  it('answer from the last known routes while the database is away, and catch up when it is back', async () => {
    const [kept, changed, unknown] = [
      await register(),
      await register(),
      { sid: accountSid(0xdead), address: '+14155559999' },
    ];
    for (const registered of [kept, changed])
      await eventually(() => Promise.resolve(isHeld(other, registered)), Boolean, SOON_MS);
    await door.sever();
    await eventually(
      () => number(other, kept),
      (look) => look.freshness === 'stale',
      2_000,
    );
    await createWorkflow(one.root);
    await one.root.patch(`${WORKFLOWS}/${changed.flow}`, { name: 'Changed meanwhile' });

    const startedAt = performance.now();
    expect(await number(other, kept)).toMatchObject({ number: { id: kept.number }, freshness: 'stale' });
    expect(await number(other, changed)).toMatchObject({ workflow: { name: 'Agent' }, freshness: 'stale' });
    expect(await account(other, kept.sid)).toMatchObject({ configurations: [{ id: kept.config }], freshness: 'stale' });
    expect(await account(other, unknown.sid)).toEqual({ configurations: [], freshness: 'stale' });
    expect(performance.now() - startedAt).toBeLessThan(100);
    expect((await number(other, unknown)).freshness).toBe('unavailable');

    await door.restore();
    await eventually(
      () => number(other, changed),
      (look) => look.workflow?.name === 'Changed meanwhile' && look.freshness === 'fresh',
      5_000,
    );
    await eventually(() => Promise.resolve(isHeld(other, kept)), Boolean, 5_000);
    expect((await number(other, kept)).freshness).toBe('fresh');
  }, 30_000);

  it('notice a database that swallows everything, without keeping calls waiting', async () => {
    const registered = await register();
    await eventually(() => Promise.resolve(isHeld(other, registered)), Boolean, 5_000);
    door.freeze();
    const waits: number[] = [];
    for (const until = Date.now() + 2_500; Date.now() < until; await sleep(20)) {
      const startedAt = performance.now();
      expect((await number(other, registered)).number?.id).toBe(registered.number);
      waits.push(performance.now() - startedAt);
    }
    expect(Math.max(...waits)).toBeLessThan(1_100);
    expect(waits.filter((wait) => wait > 100).length).toBeLessThan(3);
    expect((await number(other, registered)).freshness).toBe('stale');
    await door.sever();
    await door.restore();
    await eventually(
      () => number(other, registered),
      (look) => look.freshness === 'fresh',
      10_000,
    );
  }, 30_000);
});
