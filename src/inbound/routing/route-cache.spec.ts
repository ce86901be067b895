import { inboundKey } from './route-key.js';
import type { AccountLook, NumberLook } from './routes.js';
import { RouteRig } from './testing/route-rig.js';
import type { Happening } from './testing/route-world.js';
import { RouteWorld } from './testing/route-world.js';

const BOUND: Happening = { what: 'bind', id: 1, account: 0, address: 0, workflow: 1, isActive: true };

async function rigAfter(
  ...events: Exclude<Happening, { what: 'call' }>[]
): Promise<{ world: RouteWorld; rig: RouteRig }> {
  const world = new RouteWorld();
  const rig = new RouteRig({ ...world, routes: { snapshotMaxAgeMs: 60_000 } });
  for (const event of events) await world.happen(rig, event);
  return { world, rig };
}

describe('the route cache', () => {
  it('reads a key once for all calls that ask at the same time', async () => {
    const { world, rig } = await rigAfter(BOUND, { what: 'slow', ms: 100 });
    let statements = 0;
    const query = world.database.query.bind(world.database);
    world.database.query = (...given) => {
      statements += 1;
      return query(...given);
    };
    const looks = Array.from({ length: 50 }, () => Promise.resolve(rig.cache.number('twilio', 'A', '+1')));
    await world.clock.pass(200);
    for (const look of await Promise.all(looks)) expect(look.number?.id).toBe(1);
    expect(statements).toBe(1);
  });

  it('doubts that nobody has an account as soon as one is announced', async () => {
    const { world, rig } = await rigAfter({ what: 'listen' }, { what: 'pass', ms: 400 });
    expect(rig.cache.account('twilio', 'D')).toEqual({ configurations: [], freshness: 'fresh' });
    world.database.isBusy = true;
    rig.refresher.note({ kind: 'account', account: { provider: 'twilio', accountId: 'D' } });
    expect(rig.cache.account('twilio', 'D')).toBeInstanceOf(Promise);
    expect(rig.cache.account('twilio', 'E')).toEqual({ configurations: [], freshness: 'fresh' });
  });

  it('answers nothing of what was last proven too long ago', async () => {
    const { world, rig } = await rigAfter(BOUND, { what: 'listen' }, { what: 'pass', ms: 400 }, { what: 'away' });
    await world.happen(rig, { what: 'pass', ms: 50_000 });
    const look = (): NumberLook => rig.cache.number('twilio', 'A', '+1') as NumberLook;
    const account = (): AccountLook => rig.cache.account('twilio', 'A') as AccountLook;
    expect([look().freshness, look().number?.id, account().freshness]).toEqual(['stale', 1, 'stale']);
    await world.clock.pass(11_000);
    rig.outage.failed(world.clock.now());
    expect(look()).toEqual({ number: null, workflow: null, freshness: 'unavailable' });
    expect(account()).toEqual({ configurations: [], freshness: 'unavailable' });
  });

  it('knows after a reconnection what it missed, without a call', async () => {
    const { world, rig } = await rigAfter(BOUND, { what: 'listen' }, { what: 'pass', ms: 400 }, { what: 'cut' });
    await world.happen(rig, { ...BOUND, id: 2, address: 1 });
    await world.happen(rig, { what: 'delete', id: 1 });
    await world.happen(rig, { what: 'listen' });
    await world.clock.pass(100);
    expect(rig.memory.number(inboundKey('twilio', 'A', '+2'))?.row.id).toBe(2);
    expect(rig.memory.number(inboundKey('twilio', 'A', '+1'))).toBeUndefined();
    expect(rig.cache.number('twilio', 'A', '+2')).toMatchObject({ number: { id: 2 }, freshness: 'fresh' });
  });

  it('forgets a workflow with its last number', async () => {
    const { world, rig } = await rigAfter(BOUND, { what: 'listen' }, { what: 'pass', ms: 400 });
    expect(rig.memory.size).toEqual({ numbers: 1, accounts: 3, workflows: 1 });
    await world.happen(rig, { what: 'delete', id: 1 });
    await world.happen(rig, { what: 'pass', ms: 400 });
    expect(rig.memory.size).toEqual({ numbers: 0, accounts: 3, workflows: 0 });
  });

  it('lets no late failure of an old question count against a newer answer', async () => {
    const { world, rig } = await rigAfter();
    const asked = world.clock.now();
    await world.clock.pass(10);
    rig.outage.succeeded(world.clock.now());
    rig.outage.failed(asked);
    expect(rig.outage.isOn).toBe(false);
    rig.outage.failed(world.clock.now());
    rig.outage.succeeded(asked);
    expect(rig.outage.isOn).toBe(true);
  });

  it('waits a second for a database that does not answer, and not at all after that', async () => {
    const { world, rig } = await rigAfter(BOUND, { what: 'slow', ms: 60_000 });
    const startedAt = world.clock.now();
    const looking = Promise.resolve(rig.cache.number('twilio', 'A', '+1')).then((look) => [
      look.freshness,
      world.clock.now(),
    ]);
    await world.clock.pass(1_500);
    expect(await looking).toEqual(['unavailable', startedAt + 1_000]);
    expect(rig.cache.number('twilio', 'A', '+2')).toMatchObject({ freshness: 'unavailable' });
  });
});
