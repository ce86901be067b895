import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { FRESH_MS } from './knowledge.js';
import type { AccountLook, NumberLook } from './routes.js';
import { RouteRig } from './testing/route-rig.js';
import type { Happening } from './testing/route-world.js';
import { ACCOUNTS, ADDRESSES, HAPPENINGS, RouteWorld } from './testing/route-world.js';

const plain = ({ number, workflow }: NumberLook): object => ({
  number,
  workflow: workflow && { id: workflow.id, version: workflow.version, name: workflow.name },
});

/** Whether a look is what some of these states say; number and workflow may be of two different ones. */
function isOf(states: ReturnType<RouteWorld['since']>, look: NumberLook, accountId: string, address: string): boolean {
  const rows = states.map(({ numbers }) =>
    numbers.find((row) => row.accountId === accountId && row.address === address),
  );
  const isNumber = rows.some((row) => JSON.stringify(row ?? null) === JSON.stringify(look.number));
  if (look.number === null || look.number.workflowId === null) return isNumber && look.workflow === null;
  const { workflowId } = look.number;
  return (
    isNumber &&
    states.some(({ workflows }) => workflows.some((row) => row.id === workflowId && row.name === look.workflow?.name))
  );
}

function isAccountOf(states: ReturnType<RouteWorld['since']>, look: AccountLook, accountId: string): boolean {
  const told = look.configurations.map(({ id, isActive }) => ({ id, isActive }));
  return states.some(({ configurations }) => {
    const rows = configurations.filter((row) => row.accountId === accountId);
    return JSON.stringify(rows.map(({ id, isActive }) => ({ id, isActive }))) === JSON.stringify(told);
  });
}

/** Calls, and checks the answer when it comes. */
async function call(world: RouteWorld, rig: RouteRig, accountId: string, address: string): Promise<void> {
  const askedAt = world.clock.now();
  const { outages } = world;
  const wasUp = !world.database.isAway && !rig.outage.isOn;
  const check = (
    look: NumberLook | AccountLook,
    isTrue: (states: ReturnType<RouteWorld['since']>) => boolean,
  ): void => {
    if (wasUp && world.outages === outages && !rig.outage.isOn) expect(look.freshness).toBe('fresh');
    if (look.freshness === 'unavailable') return;
    const states = world.since(look.freshness === 'fresh' ? askedAt - FRESH_MS : -Infinity);
    expect({ look, isTrue: isTrue(states) }).toEqual({ look, isTrue: true });
  };
  const asked = [rig.cache.number('twilio', accountId, address), rig.cache.account('twilio', accountId)] as const;
  const number = Promise.resolve(asked[0]).then((look) => {
    if (look.number) expect(look.number).toMatchObject({ accountId, address });
    check(look, (states) => isOf(states, look, accountId, address));
  });
  const account = Promise.resolve(asked[1]).then((look) => {
    check(look, (states) => isAccountOf(states, look, accountId));
  });
  await Promise.all([number, account]);
}

const BEGINNING: readonly Happening[] = [
  { what: 'listen' },
  { what: 'bind', id: 1, account: 0, address: 0, workflow: 1, isActive: true },
  { what: 'pass', ms: 400 },
];

async function live(world: RouteWorld, rig: RouteRig, events: readonly Happening[]): Promise<void> {
  const calls: Promise<void>[] = [];
  for (const event of [...BEGINNING, ...events]) {
    if (event.what !== 'call') await world.happen(rig, event);
    else calls.push(call(world, rig, ACCOUNTS[event.account] ?? '', ADDRESSES[event.address] ?? ''));
    await world.clock.pass(0);
  }
  const checked = Promise.all(calls);
  checked.catch(() => undefined);
  await world.clock.pass(3_000);
  await checked;
}

describe('the route cache', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is never older than a second while the database is up, and never mixes up keys', async () => {
    await fc.assert(
      fc.asyncProperty(HAPPENINGS, fc.constantFrom(2, 1_000), async (events, cacheSize) => {
        const world = new RouteWorld();
        const rig = new RouteRig({ ...world, routes: { cacheSize } });
        await live(world, rig, events);
      }),
      { numRuns: 800 },
    );
  }, 120_000);

  it('says after a restart without a database what it said before', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'dialplane-routes-'));
    const keys: [Buffer] = [randomBytes(32)];
    await fc.assert(
      fc.asyncProperty(HAPPENINGS, async (events) => {
        const world = new RouteWorld();
        const means = { ...world, dataDir, encryptionKeys: keys };
        const before = new RouteRig(means);
        await live(world, before, events);
        await before.snapshot.beforeApplicationShutdown();
        world.database.isAway = true;
        const after = new RouteRig(means);
        await after.snapshot.onModuleInit();
        for (const rig of [before, after]) rig.outage.failed(world.clock.now());
        for (const rig of [before, after]) rig.refresher.end();
        await world.clock.pass(FRESH_MS / 2);
        for (const accountId of ACCOUNTS) {
          for (const address of ADDRESSES) {
            const looks = [before, after].map((rig) => rig.cache.number('twilio', accountId, address) as NumberLook);
            expect(plain(looks[1] as NumberLook)).toEqual(plain(looks[0] as NumberLook));
          }
          const found = [before, after].map((rig) => rig.cache.account('twilio', accountId) as AccountLook);
          expect(found[1]?.configurations.map(({ id, isActive }) => ({ id, isActive }))).toEqual(
            found[0]?.configurations.map(({ id, isActive }) => ({ id, isActive })),
          );
        }
      }),
      { numRuns: 150 },
    );
    await rm(dataDir, { recursive: true });
  }, 120_000);
});
