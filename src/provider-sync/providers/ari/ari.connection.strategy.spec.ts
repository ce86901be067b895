import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { AriLoopback } from '../../../../test/support/carriers/ari-loopback.js';
import { eventually } from '../../../../test/support/eventually.js';
import { OutboundGuard } from '../../../common/outbound/outbound-guard.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import type { ConnectionEnd } from '../../contract/connection.strategy.js';
import { ConnectionTimings } from '../../contract/connection-timings.js';
import { AriCalls } from './ari.calls.js';
import { AriConnectionStrategy } from './ari.connection.strategy.js';
import { AriMissedCalls } from './ari.missed-calls.js';

const APP = 'dialplane_0123456789ab';
const PASSWORD = 'canary:pass&word ü';
const OPENED = new OutboundGuard(['127.0.0.0/8']);

let asterisk: AriLoopback;
let stop: AbortController;

beforeEach(async () => {
  asterisk = await new AriLoopback().listen();
  asterisk.addUser('dialplane', PASSWORD);
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await asterisk.close();
});

function strategy(timings: Partial<ConnectionTimings> = {}, guard = OPENED): AriConnectionStrategy {
  const missed = new AriMissedCalls(new AriCalls(new CarrierHttp(guard)));
  return new AriConnectionStrategy(guard, Object.assign(new ConnectionTimings(), timings), missed);
}

function credentials(changes: object = {}): Record<string, string | null> {
  const fields = { ari_endpoint: asterisk.baseUrl, app_name: 'dialplane', app_password: PASSWORD };
  return { ...fields, ws_client_name: 'media', stasis_app_name: APP, ...changes };
}

interface Held {
  up: Promise<void>;
  end: Promise<ConnectionEnd | null>;
}

function hold(by: AriConnectionStrategy, changes: object = {}): Held {
  const { promise: up, resolve } = Promise.withResolvers<void>();
  return { up, end: by.hold(credentials(changes), { onUp: resolve, onEvent: () => undefined }, stop.signal) };
}

function expectNoSecret(end: ConnectionEnd | null): void {
  const text = JSON.stringify(end);
  for (const secret of ['canary', 'dialplane_', '127.0.0.1']) expect(text).not.toContain(secret);
}

it('registers the Stasis application while it is held, and lets go when it is told', async () => {
  const { up, end } = hold(strategy());
  await up;
  expect(asterisk.events.applications).toEqual([APP]);
  stop.abort();
  expect(await end).toBeNull();
  await eventually(
    () => Promise.resolve(asterisk.events.applications),
    (names) => names.length === 0,
  );
});

it('stops before it is up, too', async () => {
  const { end } = hold(strategy());
  stop.abort();
  expect(await end).toBeNull();
});

it.each([
  ['a wrong password', { app_password: 'wrong' }, 'ari-unauthorized', false],
  ['a wrong path', { ari_endpoint: '/pbx' }, 'ari-unreachable', true],
  ['nobody there', { ari_endpoint: 'http://127.0.0.1:9' }, 'ari-unreachable', true],
  ['no such name', { ari_endpoint: 'http://pbx.invalid' }, 'ari-unreachable', true],
])('%s: %j is %s', async (_what, changes, code, isRetryable) => {
  const endpoint = 'ari_endpoint' in changes ? changes.ari_endpoint : '';
  const address = endpoint.startsWith('/') ? { ari_endpoint: `${asterisk.baseUrl}${endpoint}` } : {};
  const end = await hold(strategy(), { ...changes, ...address }).end;
  expect(end).toMatchObject({ code, isRetryable, wasStable: false, mustPark: false });
  expectNoSecret(end);
});

it.each([
  [401, 'ari-unauthorized', false],
  [403, 'ari-unauthorized', false],
  [404, 'ari-unreachable', true],
  [503, 'ari-unreachable', true],
])('a PBX that answers the opening with %i is %s', async (status, code, isRetryable) => {
  asterisk.events.refuse(status);
  expect(await hold(strategy()).end).toMatchObject({ code, isRetryable });
});

it('does not go where tenants may not', async () => {
  for (const endpoint of [asterisk.baseUrl, asterisk.baseUrl.replace('127.0.0.1', 'localhost')]) {
    const end = await hold(strategy({}, new OutboundGuard([])), { ari_endpoint: endpoint }).end;
    expect(end).toMatchObject({ code: 'ari-outbound-refused', isRetryable: false });
    expectNoSecret(end);
  }
});

it('tells a PBX that closes at once from one that closes later', async () => {
  const soon = hold(strategy());
  await soon.up;
  asterisk.events.closeAll();
  expect(await soon.end).toMatchObject({ code: 'ari-closed-immediately', isRetryable: false, wasStable: false });
  const late = hold(strategy({ stableAfterMs: 0 }));
  await late.up;
  asterisk.events.cutAll();
  expect(await late.end).toMatchObject({ code: 'ari-closed', isRetryable: true, wasStable: true });
});

it('gives up a PBX that falls silent, and keeps one that answers pings', async () => {
  const { up, end } = hold(strategy({ pingEveryMs: 40, stableAfterMs: 20 }));
  await up;
  expect(await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 300, 'still up'))])).toBe('still up');
  asterisk.events.fallSilent();
  expect(await end).toMatchObject({ code: 'ari-unreachable', isRetryable: true, wasStable: true });
});

it('gives up a PBX that takes the connection and says nothing', async () => {
  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  const end = await hold(strategy({ openWithinMs: 100 }), { ari_endpoint: `http://127.0.0.1:${port}` }).end;
  expect(end).toMatchObject({ code: 'ari-unreachable', isRetryable: true });
  mute.close();
});

it('leaves the application to whoever took it over', async () => {
  const first = hold(strategy());
  await first.up;
  const second = hold(strategy());
  await second.up;
  expect(await first.end).toMatchObject({ code: 'ari-replaced', isRetryable: true });
  expect(asterisk.events.applications).toEqual([APP]);
});

it('does not try without the name of the media connection', () => {
  expect(strategy().obstacle(credentials())).toBeNull();
  expect(strategy().obstacle(credentials({ ws_client_name: null }))).toMatchObject({
    code: 'ari-missing-ws-client-name',
    mustPark: true,
  });
});
