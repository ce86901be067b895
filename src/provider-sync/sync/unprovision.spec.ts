import type { RemoteRecord, RemoteSettings } from '../contract/remote-settings.js';
import type { OwnValues } from './settings-memory.js';
import { unprovision } from './unprovision.js';

const OURS: RemoteSettings = { application: 'app-1', label: null };
const APPLIED: OwnValues = { application: ['app-1'], label: [null] };

/** A number at a carrier in memory. */
class FakeNumber implements RemoteRecord {
  removals = 0;

  constructor(
    private settings: RemoteSettings | null,
    private readonly isStubborn = false,
  ) {}

  read(): Promise<RemoteSettings | null> {
    return Promise.resolve(this.settings && { ...this.settings });
  }

  write(): Promise<void> {
    return Promise.reject(new Error('a number that is removed is never written to'));
  }

  readonly remove = (): Promise<void> => {
    this.removals += 1;
    if (!this.isStubborn) this.settings = null;
    return Promise.resolve();
  };
}

const run = (number: FakeNumber, applied: OwnValues | null) =>
  unprovision(
    { record: number, memory: { saved: null, applied }, signal: new AbortController().signal },
    number.remove,
  );

describe('removing a number that we created', () => {
  it('removes it while it does what we made it do', async () => {
    const number = new FakeNumber(OURS);
    expect(await run(number, APPLIED)).toEqual({ kind: 'restored' });
    expect([number.removals, await number.read()]).toEqual([1, null]);
  });

  it('removes it when a write of ours was never confirmed, so that an earlier value is still there', async () => {
    const number = new FakeNumber({ ...OURS, application: 'app-0' });
    expect(await run(number, { ...APPLIED, application: ['app-1', 'app-0'] })).toEqual({ kind: 'restored' });
  });

  it('removes it when we created it and came no further', async () => {
    const number = new FakeNumber({ application: 'whatever the carrier begins with' });
    expect(await run(number, null)).toEqual({ kind: 'restored' });
  });

  it('leaves it when somebody has taken it into use since', async () => {
    const number = new FakeNumber({ ...OURS, application: 'theirs' });
    expect(await run(number, APPLIED)).toEqual({ kind: 'left_alone', fields: ['application'] });
    expect(number.removals).toBe(0);
  });

  it('has nothing to do when it is gone, however often it is asked', async () => {
    const number = new FakeNumber(null);
    expect(await run(number, APPLIED)).toEqual({ kind: 'nothing_to_do' });
    expect(await run(number, APPLIED)).toEqual({ kind: 'nothing_to_do' });
    expect(number.removals).toBe(0);
  });

  it('says so when the carrier accepts the removal and still shows it', async () => {
    const number = new FakeNumber(OURS, true);
    expect(await run(number, APPLIED)).toEqual({ kind: 'not_effective', fields: ['application', 'label'] });
  });

  it('passes on what the carrier refuses', async () => {
    const number = new FakeNumber(OURS);
    const memory = { saved: null, applied: APPLIED };
    const refused = unprovision({ record: number, memory, signal: new AbortController().signal }, () =>
      Promise.reject(new Error('refused')),
    );
    await expect(refused).rejects.toThrow('refused');
    expect(await number.read()).toEqual(OURS);
  });
});
