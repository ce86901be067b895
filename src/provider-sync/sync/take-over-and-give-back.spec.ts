import fc from 'fast-check';
import type { RemoteRecord, RemoteSettings } from '../contract/remote-settings.js';
import type { GiveBackOutcome } from './give-back.js';
import { giveBack } from './give-back.js';
import { pick } from './settings-difference.js';
import type { SettingsMemory } from './settings-memory.js';
import { beside, isSurelyOurs } from './settings-memory.js';
import type { TakeOverOutcome } from './take-over.js';
import { takeOver } from './take-over.js';

/** A carrier's record in memory, and how its next write goes wrong. */
class FakeRecord implements RemoteRecord {
  readonly writes: RemoteSettings[] = [];
  reads = 0;
  fault: 'refuses' | 'loses the answer' | 'lies' | null = null;

  constructor(public settings: RemoteSettings | null) {}

  read(): Promise<RemoteSettings | null> {
    this.reads += 1;
    return Promise.resolve(this.settings && { ...this.settings });
  }

  write(changes: RemoteSettings): Promise<void> {
    const { fault } = this;
    this.fault = null;
    this.writes.push(changes);
    if (fault === 'refuses') return Promise.reject(new Error('refused'));
    if (fault !== 'lies') this.settings = { ...this.settings, ...changes };
    return fault === 'loses the answer' ? Promise.reject(new Error('lost')) : Promise.resolve();
  }
}

/** What this service does with one record: the memory is kept between the steps, as in the database. */
class Keeper {
  memory: SettingsMemory = { saved: null, applied: null };
  remembered = 0;

  constructor(
    readonly record: FakeRecord,
    private readonly released: RemoteSettings = RELEASED,
  ) {}

  take(
    wanted: RemoteSettings,
    options: { beforeReplacing?: () => Promise<void>; present?: RemoteSettings } = {},
  ): Promise<TakeOverOutcome> {
    const { record, memory } = this;
    const remember = (next: SettingsMemory): Promise<void> => {
      this.remembered += 1;
      // As JSON, because the database keeps it so.
      this.memory = JSON.parse(JSON.stringify(next)) as SettingsMemory;
      return Promise.resolve();
    };
    const signal = new AbortController().signal;
    return takeOver({ record, wanted, memory, remember, signal, ...options });
  }

  async give(): Promise<GiveBackOutcome> {
    const { record, memory, released } = this;
    const outcome = await giveBack({ record, memory, released, signal: new AbortController().signal });
    if (outcome.kind !== 'not_effective') this.memory = { saved: null, applied: null };
    return outcome;
  }
}

const OURS: RemoteSettings = { voice_url: 'https://us.example/a', voice_method: 'POST', trunk: null, signed: true };
/** The same with another PUBLIC_BASE_URL. */
const OURS_MOVED: RemoteSettings = { ...OURS, voice_url: 'https://us.example/moved' };
const RELEASED: RemoteSettings = { voice_url: null, voice_method: 'POST', trunk: null, signed: null };
const THEIRS: RemoteSettings = {
  voice_url: 'https://them.example/',
  voice_method: 'GET',
  trunk: 'TK1',
  signed: false,
  sms: 'x',
};

describe('taking over', () => {
  it('writes only what differs, and remembers all of what was there before it writes', async () => {
    const keeper = new Keeper(new FakeRecord({ ...THEIRS, voice_method: 'POST' }));
    let memoryAtWriting: SettingsMemory | undefined;
    const { record } = keeper;
    const write = record.write.bind(record);
    record.write = (changes) => {
      memoryAtWriting = keeper.memory;
      return write(changes);
    };
    expect(await keeper.take(OURS)).toMatchObject({ kind: 'ours' });
    const saved = { voice_url: THEIRS['voice_url'], voice_method: 'POST', trunk: 'TK1', signed: false };
    expect(memoryAtWriting).toEqual({ saved, applied: beside(null, OURS) });
    expect(record.writes).toEqual([{ voice_url: OURS['voice_url'], trunk: null, signed: true }]);
    expect(record.settings).toEqual({ ...OURS, sms: 'x' });
  });

  it('takes a field that is not there for one that is not set', async () => {
    const keeper = new Keeper(
      new FakeRecord({ voice_url: 'https://us.example/a', voice_method: 'POST', signed: true }),
    );
    expect(await keeper.take(OURS)).toMatchObject({ kind: 'ours' });
    expect(keeper.record.writes).toEqual([]);
  });

  it('says that a record is gone, before or after the write', async () => {
    expect(await new Keeper(new FakeRecord(null)).take(OURS)).toEqual({ kind: 'gone' });
    const keeper = new Keeper(new FakeRecord(THEIRS));
    keeper.record.write = () => Promise.resolve(void (keeper.record.settings = null));
    expect(await keeper.take(OURS)).toEqual({ kind: 'gone' });
  });

  it('reads back, and names the fields that did not change', async () => {
    const keeper = new Keeper(new FakeRecord({ ...OURS, voice_url: 'https://them.example/' }));
    keeper.record.fault = 'lies';
    expect(await keeper.take(OURS)).toMatchObject({ kind: 'not_effective', fields: ['voice_url'] });
  });

  it('writes over what was read before, but looks again before it says that nothing is to be done', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS, { present: { ...THEIRS, trunk: null } });
    expect(keeper.record.reads).toBe(1);
    expect(keeper.memory.saved).toMatchObject({ voice_url: THEIRS['voice_url'], trunk: null });

    const moved = new Keeper(new FakeRecord(THEIRS));
    expect(await moved.take(OURS, { present: OURS })).toMatchObject({ kind: 'ours' });
    expect(moved.record.settings).toEqual({ ...OURS, sms: 'x' });
  });

  it('asks before it replaces what is not ours, and changes nothing when that is refused', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    const refusal = new Error('shared');
    await expect(keeper.take(OURS, { beforeReplacing: () => Promise.reject(refusal) })).rejects.toBe(refusal);
    expect({ writes: keeper.record.writes, memory: keeper.memory }).toEqual({
      writes: [],
      memory: { saved: null, applied: null },
    });
    await keeper.take(OURS);
    let isAsked = false;
    const ask = (): Promise<void> => Promise.resolve(void (isAsked = true));
    await keeper.take(OURS, { beforeReplacing: ask });
    await keeper.take(OURS_MOVED, { beforeReplacing: ask });
    expect({ isAsked, settings: keeper.record.settings }).toEqual({
      isAsked: false,
      settings: { ...OURS_MOVED, sms: 'x' },
    });
  });

  it('remembers nothing as former when everything is ours already', async () => {
    const keeper = new Keeper(new FakeRecord(OURS));
    await keeper.take(OURS);
    expect(keeper.memory).toEqual({ saved: null, applied: beside(null, OURS) });
    expect(await keeper.give()).toEqual({ kind: 'restored' });
    expect(keeper.record.settings).toEqual(RELEASED);
  });

  it('does not take its own former value for somebody else’s when a write failed', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    keeper.record.fault = 'refuses';
    await expect(keeper.take(OURS_MOVED)).rejects.toThrow('refused');
    await keeper.take(OURS_MOVED);
    expect(await keeper.give()).toEqual({ kind: 'restored' });
    expect(keeper.record.settings).toEqual(THEIRS);
  });
});

describe('taking over again what somebody has changed', () => {
  it('keeps what they left as it stands, not a mixture with what was there before them', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    // Their URL is asked by POST, as ours was, and the trunk that would win over it stays away.
    keeper.record.settings = { ...keeper.record.settings, voice_url: 'https://new.example/' };
    await keeper.take(OURS);
    await keeper.give();
    expect(keeper.record.settings).toEqual({ ...OURS, voice_url: 'https://new.example/', sms: 'x' });
  });

  it('does not take our own URL for theirs', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    keeper.record.settings = { ...keeper.record.settings, trunk: 'TK2' };
    await keeper.take(OURS);
    await keeper.give();
    expect(keeper.record.settings).toEqual({ ...THEIRS, trunk: 'TK2', signed: true });
  });

  it('nor a method that our URL was given', async () => {
    const keeper = new Keeper(new FakeRecord({ voice_url: null, voice_method: null, trunk: null, signed: true }));
    await keeper.take(OURS);
    keeper.record.settings = { ...keeper.record.settings, voice_method: 'GET', trunk: 'TK2' };
    await keeper.take(OURS);
    await keeper.give();
    expect(keeper.record.settings).toEqual({ voice_url: null, voice_method: null, trunk: 'TK2', signed: true });
  });

  it('nor when nothing is remembered any more', async () => {
    const keeper = new Keeper(new FakeRecord({ ...OURS, trunk: 'TK1' }));
    await keeper.take(OURS);
    await keeper.give();
    expect(keeper.record.settings).toEqual({ ...RELEASED, trunk: 'TK1', signed: true });
  });
});

describe('giving back', () => {
  it('does nothing to a record that was never changed or is gone', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    expect(await keeper.give()).toEqual({ kind: 'nothing_to_do' });
    await keeper.take(OURS);
    keeper.record.settings = null;
    expect(await keeper.give()).toEqual({ kind: 'nothing_to_do' });
    expect(keeper.record.writes).toHaveLength(1);
  });

  it('names what somebody else has changed and leaves it, but nothing that still points here', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    keeper.record.settings = { ...keeper.record.settings, trunk: 'TK2' };
    expect(await keeper.give()).toEqual({ kind: 'left_alone', fields: ['trunk'] });
    expect(keeper.record.settings).toEqual({ ...THEIRS, trunk: 'TK2', signed: true });
  });

  it('reads back', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    keeper.record.fault = 'lies';
    expect(await keeper.give()).toEqual({
      kind: 'not_effective',
      fields: ['voice_url', 'voice_method', 'trunk', 'signed'],
    });
    expect(await keeper.give()).toEqual({ kind: 'restored' });
    expect(keeper.record.settings).toEqual(THEIRS);
  });

  it('writes nothing when what was there is there already', async () => {
    const keeper = new Keeper(new FakeRecord(THEIRS));
    await keeper.take(OURS);
    keeper.record.settings = THEIRS;
    expect(await keeper.give()).toEqual({ kind: 'restored' });
    expect(keeper.record.writes).toHaveLength(1);
  });
});

const FIELDS = ['voice_url', 'voice_method', 'trunk', 'signed', 'sms'] as const;
const TOUCHED = FIELDS.slice(0, 4);

/** Values that others set; none of them is one of ours that could be told from them. */
const theirValue = fc.constantFrom(
  'https://them.example/1',
  'https://them.example/2',
  'GET',
  'POST',
  'TK1',
  true,
  null,
);
const theirSettings = fc.record(Object.fromEntries(FIELDS.map((field) => [field, theirValue])));
const theirEdit = fc.dictionary(fc.constantFrom(...FIELDS), theirValue, { minKeys: 1 });

function isOurs(settings: RemoteSettings | null, wanted: RemoteSettings): boolean {
  return TOUCHED.every((field) => (settings?.[field] ?? null) === wanted[field]);
}

describe('properties', () => {
  it('giving back after taking over is the identity', async () => {
    await fc.assert(
      fc.asyncProperty(theirSettings, async (initial) => {
        const keeper = new Keeper(new FakeRecord(initial));
        expect(await keeper.take(OURS)).toMatchObject({ kind: 'ours' });
        expect(isOurs(keeper.record.settings, OURS)).toBe(true);
        expect(await keeper.give()).toEqual({ kind: 'restored' });
        expect(keeper.record.settings).toEqual(initial);
      }),
    );
  });

  it('taking over twice is taking over once, and so is giving back', async () => {
    await fc.assert(
      fc.asyncProperty(theirSettings, async (initial) => {
        const keeper = new Keeper(new FakeRecord(initial));
        await keeper.take(OURS);
        const once = { memory: keeper.memory, remembered: keeper.remembered, writes: keeper.record.writes.length };
        await keeper.take(OURS);
        expect({ memory: keeper.memory, remembered: keeper.remembered, writes: keeper.record.writes.length }).toEqual(
          once,
        );
        await keeper.give();
        const { length } = keeper.record.writes;
        expect(await keeper.give()).toEqual({ kind: 'nothing_to_do' });
        expect(keeper.record.writes).toHaveLength(length);
      }),
    );
  });

  it('a change that somebody made is never undone by giving back', async () => {
    await fc.assert(
      fc.asyncProperty(theirSettings, theirEdit, async (initial, edit) => {
        const keeper = new Keeper(new FakeRecord(initial));
        await keeper.take(OURS);
        keeper.record.settings = { ...keeper.record.settings, ...edit };
        fc.pre(!isOurs(keeper.record.settings, OURS));
        const changed = keeper.record.settings;
        // The method of a URL that is still ours goes with it.
        const theirs = Object.entries(edit).filter(([field]) => !isSurelyOurs(beside(null, OURS), field, changed));
        await keeper.give();
        expect(keeper.record.settings).toMatchObject(Object.fromEntries(theirs));
        expect(Object.values(keeper.record.settings ?? {})).not.toContain(OURS['voice_url']);
      }),
    );
  });

  it('whatever fails in between, what others left last is there again in the end', async () => {
    const wanted = fc.constantFrom(OURS, OURS_MOVED);
    const fault = fc.constantFrom('refuses' as const, 'loses the answer' as const, 'lies' as const, null);
    const step = fc.oneof(fc.record({ take: wanted, fault }), fc.record({ edit: theirEdit }));
    await fc.assert(
      fc.asyncProperty(theirSettings, fc.array(step, { maxLength: 12 }), wanted, async (initial, steps, last) => {
        const keeper = new Keeper(new FakeRecord(initial));
        let theirs: RemoteSettings = initial;
        const take = async (goal: RemoteSettings): Promise<void> => {
          const { settings } = keeper.record;
          const isAllOurs = isOurs(settings, OURS) || isOurs(settings, OURS_MOVED);
          const webhook = String(settings?.['voice_url']).startsWith('https://us.example/') ? theirs : settings;
          theirs = {
            ...(isAllOurs ? theirs : settings),
            ...pick(webhook ?? {}, ['voice_url', 'voice_method']),
            ...pick(settings ?? {}, ['sms']),
          };
          await keeper.take(goal);
        };
        for (const done of steps) {
          if ('edit' in done) keeper.record.settings = { ...keeper.record.settings, ...done.edit };
          else {
            keeper.record.fault = done.fault;
            await take(done.take).catch(() => undefined);
            keeper.record.fault = null;
          }
        }
        await take(last);
        expect(isOurs(keeper.record.settings, last)).toBe(true);
        expect(await keeper.give()).toEqual({ kind: 'restored' });
        expect(keeper.record.settings).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });
});
