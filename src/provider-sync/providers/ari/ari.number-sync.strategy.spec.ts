import { once } from 'node:events';
import { WebSocket } from 'ws';
import { AriLoopback } from '../../../../test/support/carriers/ari-loopback.js';
import type { RemoteRecord } from '../../contract/remote-settings.js';
import { CARRIER_FAULTS, everythingIn, faultOf, inTime, openProvider } from '../../contract/testing/carrier-kit.js';
import { giveBack } from '../../sync/give-back.js';
import type { SettingsMemory } from '../../sync/settings-memory.js';
import { takeOver } from '../../sync/take-over.js';
import { AriModule } from './ari.module.js';
import { AriProvider } from './ari.provider.js';

const USER = 'canary-user';
const PASSWORD = 'canary:password ü';
const APP = 'dialplane_0123456789ab';

let asterisk: AriLoopback;
let provider: AriProvider;
let close: () => Promise<void>;
let memory: SettingsMemory;

beforeEach(async () => {
  memory = { saved: null, applied: null };
  asterisk = await new AriLoopback().listen();
  asterisk.addUser(USER, PASSWORD);
  ({ provider, close } = await openProvider(AriModule, AriProvider, {}));
});

afterEach(async () => {
  await close();
  await asterisk.close();
});

function credentials(changes: object = {}): Record<string, string> {
  const fields = { ari_endpoint: asterisk.baseUrl, app_name: USER, app_password: PASSWORD, ws_client_name: 'x' };
  return { ...fields, stasis_app_name: APP, ...changes };
}

function record(changes: object = {}): RemoteRecord {
  return provider.sync.number(credentials(changes));
}

/** Somebody connects for the application, as our own connection does. */
async function connect(): Promise<WebSocket> {
  const query = new URLSearchParams({ api_key: `${USER}:${PASSWORD}`, app: APP });
  const socket = new WebSocket(`${asterisk.baseUrl.replace('http', 'ws')}/ari/events?${query.toString()}`);
  await once(socket, 'open');
  return socket;
}

const remember = (news: SettingsMemory): Promise<void> => Promise.resolve(void (memory = news));

function attach(): ReturnType<typeof takeOver> {
  return takeOver({ record: record(), wanted: provider.sync.wanted(), memory, remember, signal: inTime() });
}

function detach(): ReturnType<typeof giveBack> {
  return giveBack({ record: record(), memory, released: provider.sync.released, signal: inTime() });
}

it('says whether the Stasis application is registered', async () => {
  expect(await record().read(inTime())).toEqual({ stasis_app_registered: false });
  await connect();
  expect(await record().read(inTime())).toEqual({ stasis_app_registered: true });
});

it.each(['/', '/ari', '/ari/'])('finds the interface with "%s" at the end of the address', async (ending) => {
  const endpoint = `${asterisk.baseUrl}${ending}`;
  expect(await record({ ari_endpoint: endpoint }).read(inTime())).toEqual({ stasis_app_registered: false });
});

it('is in sync while it is registered, and says what to do while it is not', async () => {
  const fault = await faultOf(attach());
  expect(fault.code).toBe('provider_refused');
  expect(fault.message).toMatch(/Dialplane is connected.*extensions\.conf.*Stasis/);
  await connect();
  expect(await attach()).toMatchObject({ kind: 'ours' });
  expect(asterisk.counters.writes).toBe(0);
});

describe('letting a number go', () => {
  it('asks for nothing when it was in sync from the first', async () => {
    await connect();
    await attach();
    expect(await detach()).toEqual({ kind: 'restored' });
    expect(asterisk.counters.writes).toBe(0);
  });

  it('succeeds when the connection is gone', async () => {
    const socket = await connect();
    await attach();
    socket.terminate();
    await once(socket, 'close');
    expect((await detach()).kind).not.toBe('not_effective');
  });

  it.each([true, false])('succeeds when it had failed before, connected at the end: %s', async (isConnected) => {
    await faultOf(attach());
    if (isConnected) {
      await connect();
      await attach();
    }
    expect(await detach()).toEqual({ kind: 'restored' });
    expect(asterisk.counters.writes).toBe(0);
    expect(asterisk.events.has(APP)).toBe(isConnected);
  });
});

it('is not attached without the name of the media connection', () => {
  expect(provider.sync.obstacle(credentials())).toBeNull();
  expect(provider.sync.obstacle(credentials({ ws_client_name: null }))?.reason).toBe('ws_client_name_missing');
});

describe('trying the credentials', () => {
  it('finds nothing wrong with good ones', async () => {
    expect(await provider.credentialCheck.check(credentials(), inTime())).toEqual([]);
  });

  it('names the password, or the address', async () => {
    const fault = await faultOf(provider.credentialCheck.check(credentials({ app_password: 'wrong' }), inTime()));
    expect(fault.code).toBe('provider_unauthorized');
    expect(fault.message).toContain('Check ARI Username and ARI Password');
    const elsewhere = credentials({ ari_endpoint: `${asterisk.baseUrl}/pbx` });
    expect(await provider.credentialCheck.check(elsewhere, inTime())).toMatchObject([{ field: 'ari_endpoint' }]);
  });
});

describe('the name of the Stasis application', () => {
  it('is minted once and kept', async () => {
    const typed = { ari_endpoint: 'http://a.example', app_name: 'a', app_password: 'b' };
    const first = await provider.completion.complete(typed, null);
    const other = await provider.completion.complete(typed, null);
    expect(first['stasis_app_name']).toMatch(/^dialplane_[0-9a-f]{12}$/);
    expect(other['stasis_app_name']).not.toBe(first['stasis_app_name']);
    expect(await provider.completion.complete({ ...typed, app_name: 'c' }, first)).toEqual({ ...first, app_name: 'c' });
  });
});

it.each(CARRIER_FAULTS)('a fault: %s', async (what, fail, code) => {
  await connect();
  fail(asterisk);
  const signal = (): AbortSignal => AbortSignal.timeout(what === 'a hang' ? 150 : 5_000);
  const works = [record().read(signal()), provider.credentialCheck.check(credentials(), signal())];
  for (const fault of await Promise.all(works.map(faultOf))) {
    expect(fault.code).toBe(code);
    expect(fault.message).toContain('Asterisk');
    for (const secret of [USER, PASSWORD, APP, btoa(unescape(encodeURIComponent(`${USER}:${PASSWORD}`)))])
      expect(everythingIn(fault)).not.toContain(secret);
  }
});
