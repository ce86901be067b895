import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { CarrierCall } from './carrier-call.js';
import { basicAuth, pathSegment } from './carrier-call.js';
import { CarrierHttp } from './carrier-http.js';
import { isAnything, objectOf } from './json-shape.js';
import { everythingIn, faultOf } from './testing/carrier-kit.js';

const TOKEN = 'canary-token-5150';
const ACCOUNT = {
  provider: 'acme',
  displayName: 'Acme',
  id: 'canary-account-4711',
  credentialLabels: ['Account ID', 'Auth Token'],
};
const isGreeting = objectOf({ hello: 'text' });

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let http: CarrierHttp;
let baseUrl: string;
let handler: Handler;
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handler(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = new CarrierHttp();
  handler = answering(200, { hello: 'world' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await http.onApplicationShutdown();
  server.closeAllConnections();
  server.close();
});

function answering(status: number, body: unknown = {}, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };
}

/** One handler for each request in turn; the last one stays. */
function inTurn(...handlers: [Handler, ...Handler[]]): Handler {
  let next = 0;
  return (...request) => {
    const now = handlers[Math.min(next, handlers.length - 1)] ?? handlers[0];
    next += 1;
    now(...request);
  };
}

function call(overrides: Partial<CarrierCall> = {}): CarrierCall & { nullOn?: never } {
  const { nullOn: _nullOn, ...rest } = overrides;
  return { account: ACCOUNT, method: 'GET', url: `${baseUrl}/things`, headers: basicAuth(ACCOUNT.id, TOKEN), ...rest };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('what goes over the wire', () => {
  it('signs in, encodes the query and reads JSON', async () => {
    const answer = await http.send(call({ query: { PhoneNumber: '+14155551234', PageSize: 50 } }), isGreeting, never());
    expect(answer).toEqual({ hello: 'world' });
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/things?PhoneNumber=%2B14155551234&PageSize=50',
      body: '',
      headers: { accept: 'application/json', authorization: `Basic ${btoa(`${ACCOUNT.id}:${TOKEN}`)}` },
    });
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('sends forms and JSON with their content type', async () => {
    await http.send(
      call({ method: 'POST', form: { VoiceUrl: 'https://a.example/x?y=1&z=ü', Empty: '' } }),
      isAnything,
      never(),
    );
    await http.send(call({ method: 'PUT', json: { name: 'ü' } }), isAnything, never());
    expect(seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/x-www-form-urlencoded', 'VoiceUrl=https%3A%2F%2Fa.example%2Fx%3Fy%3D1%26z%3D%C3%BC&Empty='],
      ['application/json', '{"name":"ü"}'],
    ]);
  });

  it('keeps a path segment one segment', () => {
    expect(pathSegment('a/b?c#d é')).toBe('a%2Fb%3Fc%23d%20%C3%A9');
    for (const text of ['', '.', '..']) expect(() => pathSegment(text)).toThrow(TypeError);
  });

  it('reuses its connections', async () => {
    const ports = new Set<number | undefined>();
    handler = (request, ...rest) => {
      ports.add(request.socket.remotePort);
      answering(200, { hello: 'again' })(request, ...rest);
    };
    for (let n = 0; n < 10; n += 1) await http.send(call(), isGreeting, never());
    expect(ports.size).toBeLessThan(3);
  });
});

describe('what an answer means', () => {
  it.each([
    [401, 'provider_unauthorized'],
    [403, 'provider_unauthorized'],
    [429, 'provider_rate_limited'],
    [400, 'provider_refused'],
    [404, 'provider_refused'],
    [409, 'provider_refused'],
    [422, 'provider_refused'],
    [302, 'provider_invalid_response'],
    [500, 'provider_unreachable'],
    [503, 'provider_unreachable'],
  ])('%i is %s', async (status, code) => {
    handler = answering(status, {}, { location: `${baseUrl}/elsewhere` });
    const fault = await faultOf(http.send(call({ method: 'POST', json: {} }), isAnything, never()));
    expect(fault.code).toBe(code);
    expect(seen).toHaveLength(1);
  });

  it('says who, and what to do next', async () => {
    handler = answering(401);
    const fault = await faultOf(http.send(call(), isAnything, never()));
    expect(fault.message).toBe(
      'Acme refused the credentials of this configuration. Check Account ID and Auth Token and save them again.',
    );
  });

  it.each([
    [{ code: 21402 }, ' with its error 21402.'],
    [{ 'error-code': '420' }, ' with its error 420.'],
    [{ code: 'canary-code' }, 'refused the request.'],
    [{ code: 1.5 }, 'refused the request.'],
    ['no object', 'refused the request.'],
  ])('of the body %j only an integer code is repeated', async (body, expected) => {
    handler = answering(400, body);
    const fault = await faultOf(http.send(call(), isAnything, never()));
    expect(fault.message).toContain(expected);
  });

  it('a status that the caller expects is null, other 4xx are not', async () => {
    handler = answering(404);
    await expect(http.send({ ...call(), nullOn: [404] }, isAnything, never())).resolves.toBeNull();
    handler = answering(410);
    expect((await faultOf(http.send({ ...call(), nullOn: [404] }, isAnything, never()))).code).toBe('provider_refused');
  });

  it('an empty answer is undefined', async () => {
    handler = answering(204);
    await expect(http.send(call({ method: 'DELETE' }), isAnything, never())).resolves.toBeUndefined();
  });

  it.each<[string, Handler]>([
    ['half a JSON text', (_request, response) => response.end('{"hello": "wor')],
    ['a page', (_request, response) => response.end('<html>Welcome</html>')],
    ['another shape', answering(200, { hello: 1 })],
    ['a list', answering(200, [])],
    ['no body', (_request, response) => response.end()],
    ['more than 5 MiB', answering(200, { hello: 'x'.repeat(5 * 1024 * 1024) })],
    ['no HTTP', (request) => request.socket.end('SIP/2.0 200 OK\r\n\r\n')],
  ])('%s is provider_invalid_response', async (_what, answer) => {
    handler = answer;
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.code).toBe('provider_invalid_response');
    expect(seen).toHaveLength(1);
  });
});

describe('repeating', () => {
  const failing = answering(503);
  const succeeding = answering(200, { hello: 'at last' });

  it.each(['GET', 'PUT', 'DELETE'] as const)('%s is repeated', async (method) => {
    handler = inTurn(failing, (request) => request.socket.destroy(), succeeding);
    await expect(http.send(call({ method }), isGreeting, never())).resolves.toEqual({ hello: 'at last' });
    expect(seen).toHaveLength(3);
  });

  it.each<[string, Handler]>([
    ['503', failing],
    ['429', answering(429, {}, { 'retry-after': '0' })],
    ['a broken connection', (request) => request.socket.destroy()],
  ])('POST is sent once, whatever happens: %s', async (_what, answer) => {
    handler = inTurn(answer, succeeding);
    await faultOf(http.send(call({ method: 'POST', form: {} }), isGreeting, never()));
    expect(seen).toHaveLength(1);
  });

  it('gives up after three attempts', async () => {
    handler = failing;
    expect((await faultOf(http.send(call(), isGreeting, never()))).code).toBe('provider_unreachable');
    expect(seen).toHaveLength(3);
  });

  it('does not repeat what would fail again', async () => {
    handler = answering(400);
    await faultOf(http.send(call(), isGreeting, never()));
    expect(seen).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    handler = inTurn(answering(429, {}, { 'retry-after': '1' }), succeeding);
    const startedAt = performance.now();
    await http.send(call(), isGreeting, never());
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('reads Retry-After as a date', async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    handler = answering(503, {}, { 'retry-after': inAnHour });
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(fault.retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('a Retry-After beyond the budget ends the repeating and is reported', async () => {
    handler = answering(429, {}, { 'retry-after': '60' });
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault).toMatchObject({ code: 'provider_rate_limited', retryAfterMs: 60_000 });
    expect(fault.message).toContain('Wait 60 seconds');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(seen).toHaveLength(1);
  });

  it('a deadline of the caller ends the waiting with the last fault', async () => {
    handler = answering(429, {}, { 'retry-after': '5' });
    const fault = await faultOf(http.send(call(), isGreeting, AbortSignal.timeout(100)));
    expect(fault).toMatchObject({ code: 'provider_rate_limited', retryAfterMs: 5_000 });
  });
});

describe('time', () => {
  it.each<[string, Partial<CarrierCall>, () => AbortSignal]>([
    ['its own time-out', { timeoutMs: 100 }, never],
    ["the caller's deadline", {}, () => AbortSignal.timeout(100)],
  ])('%s ends a call that hangs', async (_what, overrides, signal) => {
    handler = () => undefined;
    const fault = await faultOf(http.send(call(overrides), isGreeting, signal()));
    expect(fault.code).toBe('provider_unreachable');
    expect(seen).toHaveLength(1);
  });

  it('ends an answer that trickles', async () => {
    handler = (_request, response) => void response.write('{"hello":');
    expect((await faultOf(http.send(call({ timeoutMs: 100 }), isGreeting, never()))).code).toBe('provider_unreachable');
  });

  it('another reason of the caller is passed on as it is', async () => {
    const reason = new Error('not needed any more');
    const controller = new AbortController();
    handler = () => controller.abort(reason);
    await expect(http.send(call(), isGreeting, controller.signal)).rejects.toBe(reason);
    await expect(http.send(call(), isGreeting, controller.signal)).rejects.toBe(reason);
  });
});

describe('accounts', () => {
  async function openBreaker(): Promise<void> {
    handler = answering(500);
    for (let n = 0; n < 6; n += 1) await faultOf(http.send(call({ method: 'POST', form: {} }), isAnything, never()));
  }

  it('after six failures in a row the account rests for ten seconds, the others do not', async () => {
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(1_000_000);
    await openBreaker();
    handler = answering(200, { hello: 'back' });
    seen = [];
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault).toMatchObject({ code: 'provider_unreachable', retryAfterMs: 10_000 });
    expect(seen).toHaveLength(0);
    for (const account of [
      { ...ACCOUNT, id: 'other' },
      { ...ACCOUNT, provider: 'other' },
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
    handler = () => undefined;
    const trying = faultOf(http.send(call({ timeoutMs: 300 }), isGreeting, never()));
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call({ timeoutMs: 50 }), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(performance.now() - startedAt).toBeLessThan(250);
    await trying;
  });

  it('refusals never open the breaker', async () => {
    handler = answering(401);
    for (let n = 0; n < 20; n += 1) await faultOf(http.send(call(), isAnything, never()));
    expect(seen).toHaveLength(20);
  });

  it('at most eight calls of an account are under way', async () => {
    let underWay = 0;
    let most = 0;
    handler = (...request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      void sleep(20).then(() => {
        underWay -= 1;
        answering(200, { hello: 'x' })(...request);
      });
    };
    await Promise.all(Array.from({ length: 30 }, () => http.send(call(), isGreeting, never())));
    expect(most).toBe(8);
    expect(seen).toHaveLength(30);
  });

  it('a call that waits in the queue is over when its time is', async () => {
    handler = () => undefined;
    const busy = Array.from({ length: 8 }, () => faultOf(http.send(call({ timeoutMs: 400 }), isGreeting, never())));
    const startedAt = performance.now();
    const fault = await faultOf(http.send(call({ timeoutMs: 50 }), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(performance.now() - startedAt).toBeLessThan(300);
    await Promise.all(busy);
    expect(seen).toHaveLength(8);
  });

  it('a queue that is full refuses at once', async () => {
    handler = () => undefined;
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

describe('secrets', () => {
  it.each<[string, Handler]>([
    ...[302, 400, 401, 429, 500].map((status): [string, Handler] => [
      String(status),
      (request, response, body) => {
        const echo = { code: TOKEN, message: `${body} ${ACCOUNT.id}`, authorization: request.headers.authorization };
        answering(status, echo, { 'retry-after': '60', location: `https://${ACCOUNT.id}:${TOKEN}@elsewhere.example/` })(
          request,
          response,
          body,
        );
      },
    ]),
    ['a reset', (request) => request.socket.resetAndDestroy()],
    ['no HTTP', (request) => request.socket.end(`canary ${TOKEN}\r\n\r\n`)],
    ['no JSON', (_request, response) => response.end(`{"secret": "${TOKEN}"`)],
    ['another shape', answering(200, { secret: TOKEN })],
    ['a hang', () => undefined],
  ])('are in no error: %s', async (_what, answer) => {
    handler = answer;
    const request = call({
      method: 'POST',
      url: `${baseUrl}/accounts/${ACCOUNT.id}/things`,
      form: { secret: TOKEN },
      timeoutMs: 150,
    });
    const text = everythingIn(await faultOf(http.send(request, isGreeting, never())));
    for (const secret of [TOKEN, ACCOUNT.id, btoa(`${ACCOUNT.id}:${TOKEN}`), baseUrl])
      expect(text).not.toContain(secret);
  });

  it('are in no error when nobody listens', async () => {
    server.close();
    await once(server, 'close');
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(everythingIn(fault)).not.toContain(TOKEN);
  });
});
