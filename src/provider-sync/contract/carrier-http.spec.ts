import type { CarrierCall } from './carrier-call.js';
import { basicAuth, pathSegment } from './carrier-call.js';
import { OutboundGuard } from '../../common/outbound/outbound-guard.js';
import { CarrierHttp } from './carrier-http.js';
import { isAnything, objectOf } from './json-shape.js';
import { everythingIn, faultOf } from './testing/carrier-kit.js';
import type { Handler } from './testing/scripted-server.js';
import { answering, ScriptedServer } from './testing/scripted-server.js';

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

describe('what goes over the wire', () => {
  it('signs in, encodes the query and reads JSON', async () => {
    const answer = await http.send(call({ query: { PhoneNumber: '+14155551234', PageSize: 50 } }), isGreeting, never());
    expect(answer).toEqual({ hello: 'world' });
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      url: '/things?PhoneNumber=%2B14155551234&PageSize=50',
      body: '',
      headers: { accept: 'application/json', authorization: `Basic ${btoa(`${ACCOUNT.id}:${TOKEN}`)}` },
    });
    expect(server.seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('sends forms and JSON with their content type', async () => {
    await http.send(
      call({ method: 'POST', form: { VoiceUrl: 'https://a.example/x?y=1&z=ü', Empty: '' } }),
      isAnything,
      never(),
    );
    await http.send(call({ method: 'PUT', json: { name: 'ü' } }), isAnything, never());
    expect(server.seen.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
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
    server.handler = (request, ...rest) => {
      ports.add(request.socket.remotePort);
      answering(200, { hello: 'again' })(request, ...rest);
    };
    for (let n = 0; n < 10; n += 1) await http.send(call(), isGreeting, never());
    expect(ports.size).toBeLessThan(3);
  });
});

describe('an address that a tenant typed', () => {
  it.each(['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])('does not lead to %s', async (host) => {
    const url = `http://${host}:${new URL(baseUrl).port}/things`;
    const fault = await faultOf(http.send(call({ url, isTenantAddress: true }), isAnything, never()));
    expect(fault.code).toBe('provider_refused');
    expect(fault.message).toMatch(/network that is not open to tenants.+OUTBOUND_ALLOW_CIDRS/);
    expect(everythingIn(fault)).not.toContain('127.0.0.1');
    expect(server.seen).toEqual([]);
  });

  it('leads where the operator has opened it', async () => {
    const opened = new CarrierHttp(new OutboundGuard(['127.0.0.0/8']));
    expect(await opened.send(call({ isTenantAddress: true }), isGreeting, never())).toEqual({ hello: 'world' });
    await opened.onApplicationShutdown();
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
    server.handler = answering(status, {}, { location: `${baseUrl}/elsewhere` });
    const fault = await faultOf(http.send(call({ method: 'POST', json: {} }), isAnything, never()));
    expect(fault.code).toBe(code);
    expect(server.seen).toHaveLength(1);
  });

  it('says who, and what to do next', async () => {
    server.handler = answering(401);
    const fault = await faultOf(http.send(call(), isAnything, never()));
    expect(fault.message).toBe(
      'Acme refused the credentials of this configuration. Check Account ID and Auth Token and save them again.',
    );
  });

  it.each([
    [{ code: 21402 }, ' with its error 21402.'],
    [{ 'error-code': '420' }, ' with its error 420.'],
    [{ errors: [{ code: '10015' }, { code: '10004' }] }, ' with its error 10015.'],
    [{ errors: ['canary-error'] }, 'refused the request.'],
    [{ code: 'canary-code' }, 'refused the request.'],
    [{ code: 1.5 }, 'refused the request.'],
    ['no object', 'refused the request.'],
  ])('of the body %j only an integer code is repeated', async (body, expected) => {
    server.handler = answering(400, body);
    const fault = await faultOf(http.send(call(), isAnything, never()));
    expect(fault.message).toContain(expected);
  });

  it('a status that the caller expects is null, other 4xx are not', async () => {
    server.handler = answering(404);
    await expect(http.send({ ...call(), nullOn: [404] }, isAnything, never())).resolves.toBeNull();
    server.handler = answering(410);
    expect((await faultOf(http.send({ ...call(), nullOn: [404] }, isAnything, never()))).code).toBe('provider_refused');
  });

  it('an empty answer is undefined', async () => {
    server.handler = answering(204);
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
    server.handler = answer;
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.code).toBe('provider_invalid_response');
    expect(server.seen).toHaveLength(1);
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
    server.handler = answer;
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
    await server.close();
    const fault = await faultOf(http.send(call(), isGreeting, never()));
    expect(fault.code).toBe('provider_unreachable');
    expect(everythingIn(fault)).not.toContain(TOKEN);
  });
});
