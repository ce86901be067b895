import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrierCall } from './carrier-call.js';
import { basicAuth } from './carrier-call.js';
import { OutboundGuard } from '../../common/outbound/outbound-guard.js';
import { CarrierHttp } from './carrier-http.js';
import { isAnything, objectOf } from './json-shape.js';
import { faultOf } from './testing/carrier-kit.js';
import type { Handler } from './testing/scripted-server.js';
import { answering, inTurn, ScriptedServer } from './testing/scripted-server.js';

const { jest } = import.meta;
const TOKEN = 'canary-token-5150';
const ACCOUNT = {
  provider: 'acme',
  displayName: 'Acme',
  id: 'canary-account-4711',
  secret: 'a secret',
  credentialLabels: ['Account ID', 'Auth Token'],
};
const isGreeting = objectOf({ hello: 'text' });

let server: ScriptedServer;
let http: CarrierHttp;
let baseUrl: string;

beforeEach(async () => {
  server = await new ScriptedServer().open();
  baseUrl = server.url;
  http = new CarrierHttp(new OutboundGuard([]));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await http.onApplicationShutdown();
  await server.close();
});

function call(overrides: Partial<CarrierCall> = {}): CarrierCall & { nullOn?: never } {
  const { nullOn: _nullOn, ...rest } = overrides;
  return { account: ACCOUNT, method: 'GET', url: `${baseUrl}/things`, headers: basicAuth(ACCOUNT.id, TOKEN), ...rest };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('repeating', () => {
  const failing = answering(503);
  const succeeding = answering(200, { hello: 'at last' });

  it.each(['GET', 'PUT', 'DELETE'] as const)('%s is repeated', async (method) => {
    server.handler = inTurn(failing, (request) => request.socket.destroy(), succeeding);
    await expect(http.send(call({ method }), isGreeting, never())).resolves.toEqual({ hello: 'at last' });
    expect(server.seen).toHaveLength(3);
  });

  it.each<[string, Handler]>([
    ['503', failing],
    ['429', answering(429, {}, { 'retry-after': '0' })],
    ['a broken connection', (request) => request.socket.destroy()],
  ])('POST is sent once, whatever happens: %s', async (_what, answer) => {
    server.handler = inTurn(answer, succeeding);
    await faultOf(http.send(call({ method: 'POST', form: {} }), isGreeting, never()));
    expect(server.seen).toHaveLength(1);
  });

  it('a POST that the carrier does only once is repeated', async () => {
    server.handler = inTurn(failing, (request) => request.socket.destroy(), succeeding);
    const repeatable = call({ method: 'POST', json: { command_id: '1' }, isRepeatable: true });
    await expect(http.send(repeatable, isGreeting, never())).resolves.toEqual({ hello: 'at last' });
    expect(server.seen).toHaveLength(3);
  });

  it('gives up after three attempts', async () => {
    server.handler = failing;
    expect((await faultOf(http.send(call(), isGreeting, never()))).code).toBe('provider_unreachable');
    expect(server.seen).toHaveLength(3);
  });

  it('does not repeat what would fail again', async () => {
    server.handler = answering(400);
    await faultOf(http.send(call(), isGreeting, never()));
    expect(server.seen).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    server.handler = inTurn(answering(429, {}, { 'retry-after': '1' }), succeeding);
    const startedAt = performance.now();
    await http.send(call(), isGreeting, never());
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('reads Retry-After as a date', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    server.handler = answering(503, {}, { 'retry-after': inAnHour });
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(fault.retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('a Retry-After beyond the budget ends the repeating and is reported', async () => {
    server.handler = answering(429, {}, { 'retry-after': '60' });
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault).toMatchObject({ code: 'provider_rate_limited', retryAfterMs: 60_000 });
    expect(fault.message).toContain('Wait 60 seconds');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(server.seen).toHaveLength(1);
  });

  it('a deadline of the caller ends the waiting with the last fault', async () => {
    server.handler = answering(429, {}, { 'retry-after': '5' });
    const fault = await faultOf(http.send(call(), isGreeting, AbortSignal.timeout(100)));
    expect(fault).toMatchObject({ code: 'provider_rate_limited', retryAfterMs: 5_000 });
  });
});

describe('time', () => {
  it.each<[string, Partial<CarrierCall>, () => AbortSignal]>([
    ['its own time-out', { timeoutMs: 100 }, never],
    ["the caller's deadline", {}, () => AbortSignal.timeout(100)],
  ])('%s ends a call that hangs', async (_what, overrides, signal) => {
    server.handler = () => undefined;
    const fault = await faultOf(http.send(call(overrides), isGreeting, signal()));
    expect(fault.code).toBe('provider_unreachable');
    expect(server.seen).toHaveLength(1);
  });

  it('ends an answer that trickles', async () => {
    server.handler = (_request, response) => void response.write('{"hello":');
    expect((await faultOf(http.send(call({ timeoutMs: 100 }), isGreeting, never()))).code).toBe('provider_unreachable');
  });

  it('another reason of the caller is passed on as it is', async () => {
    const reason = new Error('not needed any more');
    const controller = new AbortController();
    server.handler = () => controller.abort(reason);
    await expect(http.send(call(), isGreeting, controller.signal)).rejects.toBe(reason);
    await expect(http.send(call(), isGreeting, controller.signal)).rejects.toBe(reason);
  });
});

describe('accounts', () => {
  async function openBreaker(): Promise<void> {
    server.handler = answering(500);
    for (let n = 0; n < 6; n += 1) await faultOf(http.send(call({ method: 'POST', form: {} }), isAnything, never()));
  }

  it('after six failures in a row the account rests for ten seconds, the others do not', async () => {
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(1_000_000);
    await openBreaker();
    server.handler = answering(200, { hello: 'back' });
    server.seen.length = 0;
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault).toMatchObject({ code: 'provider_unreachable', retryAfterMs: 10_000 });
    expect(server.seen).toHaveLength(0);
    for (const account of [
      { ...ACCOUNT, id: 'other' },
      { ...ACCOUNT, provider: 'other' },
      { ...ACCOUNT, secret: 'of somebody who signs in otherwise' },
    ]) {
      await expect(http.send(call({ account }), isGreeting, never())).resolves.toEqual({ hello: 'back' });
    }
    now.mockReturnValue(1_010_001);
    await expect(http.send(call(), isGreeting, never())).resolves.toEqual({ hello: 'back' });
    await expect(http.send(call(), isGreeting, never())).resolves.toEqual({ hello: 'back' });
  });

  it('while one call tries whether the carrier is back, the others wait no longer than their time', async () => {
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(1_000_000);
    await openBreaker();
    now.mockReturnValue(1_010_001);
    server.handler = () => undefined;
    const trying = faultOf(http.send(call({ timeoutMs: 300 }), isGreeting, never()));
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call({ timeoutMs: 50 }), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(performance.now() - startedAt).toBeLessThan(250);
    await trying;
  });

  it('refusals never open the breaker', async () => {
    server.handler = answering(401);
    for (let n = 0; n < 20; n += 1) await faultOf(http.send(call(), isAnything, never()));
    expect(server.seen).toHaveLength(20);
  });

  it('at most eight calls of an account are under way', async () => {
    let underWay = 0;
    let most = 0;
    server.handler = (...request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      void sleep(20).then(() => {
        underWay -= 1;
        answering(200, { hello: 'x' })(...request);
      });
    };
    await Promise.all(Array.from({ length: 30 }, () => http.send(call(), isGreeting, never())));
    expect(most).toBe(8);
    expect(server.seen).toHaveLength(30);
  });

  it('a call that waits in the queue is over when its time is', async () => {
    server.handler = () => undefined;
    const busy = Array.from({ length: 8 }, () => faultOf(http.send(call({ timeoutMs: 400 }), isGreeting, never())));
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call({ timeoutMs: 50 }), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(performance.now() - startedAt).toBeLessThan(300);
    await Promise.all(busy);
    expect(server.seen).toHaveLength(8);
  });

  it('a queue that is full refuses at once', async () => {
    server.handler = () => undefined;
    const controller = new AbortController();
    const waiting = Array.from({ length: 208 }, () =>
      http.send(call(), isGreeting, controller.signal).catch(() => null),
    );
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault).toMatchObject({ code: 'provider_rate_limited', retryAfterMs: 1_000 });
    controller.abort(new Error('enough'));
    await Promise.all(waiting);
  });
});
