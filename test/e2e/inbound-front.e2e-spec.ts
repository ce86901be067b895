import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { type CarrierAccount, openAccount } from '../support/carrier-account.js';
import type { InboundCaller, SentWebhook, WebhookOptions } from '../support/carriers/inbound-caller.js';
import { loadCarrierKits } from '../support/carriers/load-carrier-kits.js';
import { type Sandbox, startSandbox } from '../support/carriers/seed-sandbox.js';
import { answerUrl, deliver } from '../support/deliver.js';
import { eventually } from '../support/eventually.js';
import { CALLS, WORKFLOWS } from '../support/paths.js';
import { registerAccount } from '../support/registered-account.js';
import { TestApp } from '../support/test-app.js';
import { WorkflowEndpointServer } from '../support/workflow-endpoint.js';

const BASE = '/api/v1/telephony';
const FORM = 'application/x-www-form-urlencoded';
const LARGEST = 64 * 1024;

const callers: [string, InboundCaller][] = [];
for (const [name, { inbound }] of await loadCarrierKits()) if (inbound) callers.push([name, inbound]);

/** A response as it came over the wire. */
interface RawAnswer {
  status: number;
  /** Without the date. */
  head: string;
  body: string;
}

/** A registered number at a carrier. */
interface Line {
  name: string;
  inbound: InboundCaller;
  account: CarrierAccount;
  address: string;
  workflowId: number;
}

describe('the door for carriers', () => {
  let sandbox: Sandbox;
  let app: TestApp;
  let api: ApiClient;
  let denied: RawAnswer;
  const lines = new Map<string, Line>();

  beforeAll(async () => {
    sandbox = await startSandbox();
    app = await TestApp.start({ carrierBaseUrls: sandbox.env });
    api = await app.organization('Acme');
    for (const [name, inbound] of callers) {
      const account = openAccount(sandbox, name);
      const { add, workflowId } = await registerAccount(api, account);
      const [address = ''] = account.addresses;
      await add(address);
      lines.set(name, { name, inbound, account, address, workflowId });
    }
    await app.routesAreKnown();
    denied = await raw(`POST ${BASE}/inbound/twilio HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(denied).toMatchObject({ status: 403, body: expect.stringContaining('webhook_not_verified') });
  });

  afterAll(async () => {
    await app.stop();
    await sandbox.close();
  });

  function lineOf(name: string): Line {
    const line = lines.get(name);
    if (!line) throw new Error(`there is no line at ${name}`);
    return line;
  }

  function announced(name: string, options?: WebhookOptions, place = name): SentWebhook {
    const { inbound, account, address } = lineOf(name);
    const callId = name === 'twilio' ? `CA${randomBytes(16).toString('hex')}` : randomUUID();
    return inbound.call(account, answerUrl(app, place), { callId, from: '+14155550100', to: address }, options);
  }

  async function opened(on = app): Promise<Socket> {
    const { port, hostname } = new URL(on.baseUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return socket;
  }

  /** Everything that comes back until the other side is done, or breaks off. */
  async function answerOn(socket: Socket): Promise<RawAnswer> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    const text = Buffer.concat(chunks).toString('utf8');
    const [head = '', ...rest] = text.split('\r\n\r\n');
    const names = head.split('\r\n').filter((line) => !/^date:/i.test(line));
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
      head: names.join('\n'),
      body: rest.join('\r\n\r\n'),
    };
  }

  async function raw(...parts: (string | Buffer)[]): Promise<RawAnswer> {
    const socket = await opened();
    const answer = answerOn(socket);
    for (const part of parts) socket.write(part);
    return answer;
  }

  /** Sends a webhook with other bytes around it. */
  function sent(
    { method, url, headers, body }: SentWebhook,
    changes: { target?: string; verb?: string } = {},
  ): Promise<RawAnswer> {
    const target = changes.target ?? url.slice((app.config.publicBaseUrl ?? '').length);
    const lines = Object.entries({
      host: 'calls.example.com',
      ...headers,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    return raw(`${changes.verb ?? method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, body);
  }

  const post = (
    headers: Readonly<Record<string, string>>,
    body: string | Buffer,
    target = `${BASE}/inbound/twilio`,
  ): Promise<RawAnswer> => {
    const all = { host: 'x', 'content-length': String(Buffer.byteLength(body)), connection: 'close', ...headers };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return raw(`POST ${target} HTTP/1.1\r\n${head.join('')}\r\n`, body);
  };

  it('is open to those who can sign, so that what follows could fail', async () => {
    for (const [name] of callers) expect([name, (await sent(announced(name))).status]).toEqual([name, 200]);
  });

  it('says the same to everybody who cannot, whatever is sent', async () => {
    const fields = (count: number): string => Array.from({ length: count }, (_, n) => `f${n}=v${n}`).join('&');
    const { address, account } = lineOf('twilio');
    const known = `AccountSid=${account.id}&CallSid=CA1&To=${encodeURIComponent(address)}&From=%2B1`;
    const form = { 'content-type': FORM };
    const json = { 'content-type': 'application/json' };
    const cases: [string, () => Promise<RawAnswer>][] = [
      ['nothing', () => post({}, '')],
      ['a known number', () => post(form, known)],
      ['a signature of nobody', () => post({ ...form, 'x-twilio-signature': 'A'.repeat(27) + '=' }, known)],
      ['a signature that is none', () => post({ ...form, 'x-twilio-signature': '\u00ff\u00fe' }, known)],
      ['a thousand parameters', () => post(form, `${fields(1_000)}&${known}`)],
      ['more of them than are read', () => post(form, `${fields(5_000)}&${known}`)],
      ['the same name many times', () => post(form, `${known}${'&AccountSid=AC1'.repeat(2_000)}`)],
      ['names of prototypes', () => post(form, `__proto__=1&constructor=2&toString=3&${known}`)],
      ['bytes that are no text', () => post(form, Buffer.concat([Buffer.from(`${known}&x=`), randomBytes(500)]))],
      ['escapes that are none', () => post(form, `${known}&x=%&y=%zz&z=%ff%fe&%=%`)],
      ['zeros', () => post(form, `${known}&x=%00&To=\u0000`)],
      ['JSON that is none', () => post(json, '{"data":{"payload":', `${BASE}/inbound/telnyx`)],
      ['JSON of another shape', () => post(json, '[[[[[1]]]]]', `${BASE}/inbound/telnyx`)],
      ['deep JSON', () => post(json, '['.repeat(30_000) + ']'.repeat(30_000), `${BASE}/inbound/vonage`)],
      ['JSON with a prototype', () => post(json, '{"__proto__":{"uuid":"1"}}', `${BASE}/inbound/vonage`)],
      [
        'a token of many parts',
        () => post({ authorization: `Bearer ${'a.'.repeat(5_000)}` }, '', `${BASE}/inbound/vonage`),
      ],
      [
        'a token without a signature',
        () => post({ authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }, '{}', `${BASE}/inbound/vonage`),
      ],
      ['a compressed body', () => post({ ...form, 'content-encoding': 'gzip' }, known)],
      ['another type', () => post({ 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\n\r\n--x--')],
      ['a type that is none', () => post({ 'content-type': ';;;=,' }, known)],
      ['the largest body', () => post(form, 'x'.repeat(LARGEST))],
      ['a body that is too large', () => post(form, 'x'.repeat(LARGEST + 1))],
      ['a body that is much too large', () => post(form, 'x'.repeat(20 * LARGEST))],
      ['large headers', () => post({ ...form, 'x-filler': 'x'.repeat(8_000) }, known)],
      ['many headers', () => post(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, 'y'])), known)],
      ['the URL for all', () => post(form, known, `${BASE}/inbound/run`)],
      ['the fallback URL', () => post(form, known, `${BASE}/inbound/fallback`)],
      ['a URL for news', () => post(form, known, `${BASE}/twilio/events`)],
      ['a query', () => post(form, known, `${BASE}/inbound/twilio?%&&==&__proto__[x]=1&${known}`)],
      ['a query of escapes', () => post(form, known, `${BASE}/inbound/twilio?${'%ff'.repeat(2_000)}`)],
    ];
    for (const [name] of callers) cases.push([`nothing for ${name}`, () => post({}, '', `${BASE}/inbound/${name}`)]);
    const wrong: [string, RawAnswer][] = [];
    for (const [what, send] of cases) {
      const answer = await send();
      if (answer.status !== denied.status || answer.head !== denied.head || answer.body !== denied.body) {
        wrong.push([what, answer]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('answers a body in pieces whose size nobody knows, up to the same limit', async () => {
    const webhook = announced('telnyx');
    const target = webhook.url.slice((app.config.publicBaseUrl ?? '').length);
    const head = Object.entries({ host: 'x', ...webhook.headers, 'transfer-encoding': 'chunked', connection: 'close' });
    const start = `POST ${target} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    const pieces = webhook.body.match(/.{1,7}/gsu) ?? [];
    expect((await raw(start, ...pieces.map(chunk), '0\r\n\r\n')).status).toBe(200);
    const many = Array.from({ length: 70 }, () => chunk('x'.repeat(1_024)));
    expect(await raw(start, ...many, '0\r\n\r\n')).toEqual(denied);
  });

  it('is shut in the face of who does not finish, after the same answer', async () => {
    const socket = await opened();
    const answer = answerOn(socket);
    const startedAt = performance.now();
    socket.write(`POST ${BASE}/inbound/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nTo=`);
    const drip = setInterval(() => socket.write('x'), 200);
    const { status, body } = await answer;
    clearInterval(drip);
    expect([status, body]).toEqual([denied.status, denied.body]);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  }, 15_000);

  it('does not mind connections that break off', async () => {
    const start = `POST ${BASE}/inbound/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`;
    const request = `POST ${BASE}/inbound/twilio HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx`;
    for (const text of ['', start.slice(0, 40), start, `${start}To=`, request, request + request + start]) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const socket = await opened();
          socket.on('error', () => undefined);
          socket.write(text);
          socket.resetAndDestroy();
          await once(socket, 'close');
        }),
      );
    }
    expect((await sent(announced('twilio'))).status).toBe(200);
  });

  it('answers requests of one connection in their order', async () => {
    const [one, two] = [announced('twilio'), announced('twilio')];
    const text = ({ url, headers, body }: SentWebhook, last: boolean): string => {
      const head = {
        host: 'x',
        ...headers,
        'content-length': String(body.length),
        ...(last && { connection: 'close' }),
      };
      const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
      return `POST ${url.slice((app.config.publicBaseUrl ?? '').length)} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
    };
    const unsigned = announced('twilio', { secret: null });
    const { body } = await raw(text(unsigned, false) + text(one, false) + text(two, true));
    const statuses = [...`HTTP/1.1 403\n${body}`.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    expect(statuses).toEqual(['403', '200', '200']);
  });

  it('believes nobody who says where it is', async () => {
    const lies = {
      host: 'evil.example.net',
      'x-forwarded-host': 'evil.example.net',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '8080',
      'x-forwarded-for': '127.0.0.1',
      'x-original-url': `${BASE}/inbound/vonage`,
      'x-rewrite-url': '/',
      forwarded: 'host=evil.example.net;proto=http',
      'x-http-method-override': 'DELETE',
    };
    const lying = (webhook: SentWebhook): SentWebhook => ({ ...webhook, headers: { ...webhook.headers, ...lies } });
    for (const [name] of callers) expect([name, (await sent(lying(announced(name)))).status]).toEqual([name, 200]);
    // Signed for where the liar says it is.
    const { inbound, account, address } = lineOf('twilio');
    const call = { callId: `CA${randomBytes(16).toString('hex')}`, from: '+14155550100', to: address };
    const target = `${BASE}/inbound/twilio`;
    for (const base of ['https://evil.example.net', 'http://evil.example.net:8080', 'http://calls.example.com']) {
      const webhook = lying(inbound.call(account, `${base}${target}`, call));
      expect(await sent(webhook, { target })).toEqual(denied);
    }
  });

  it('is where it is, and nowhere else', async () => {
    const targets = [
      ...[
        `${BASE}/inbound/twilio/`,
        `${BASE}/inbound//twilio`,
        `//api/v1/telephony/inbound/twilio`,
        `/${BASE}/inbound/twilio`,
      ],
      ...[
        `${BASE}/inbound/%74wilio`,
        `${BASE}/inbound%2Ftwilio`,
        `${BASE}/inbound/twilio%00`,
        `${BASE}/inbound/twilio%20`,
      ],
      ...[
        `${BASE}/inbound/./twilio`,
        `${BASE}/inbound/%2e/twilio`,
        `${BASE}/x/../inbound/twilio`,
        `${BASE}/x/%2e%2e/inbound/twilio`,
      ],
      ...[
        `${BASE}/inbound/TWILIO`,
        `${BASE}/INBOUND/twilio`,
        `/API/v1/telephony/inbound/twilio`,
        `${BASE}/inbound/twilio;x`,
      ],
      ...[`${BASE}/inbound/twilio/events`, `${BASE}/inbound/ari`, `${BASE}/inbound/nobody`, `${BASE}/nobody/events`],
      ...[
        `${BASE}/inbound/__proto__`,
        `${BASE}/inbound/constructor`,
        `${BASE}/inbound`,
        `${BASE}/inbound/`,
        `${BASE}/events`,
      ],
      ...[`http://calls.example.com${BASE}/inbound/twilio`, `http://evil.example.net${BASE}/inbound/twilio`, '*', '/'],
      ...[`${BASE}/inbound\\twilio`, `${BASE}/inbound/\u00fftwilio`, `${BASE}/inbound/twilio#x`],
    ];
    const found: [string, number][] = [];
    for (const target of targets) {
      const { status, body } = await sent(announced('twilio'), { target });
      expect([target, body]).toEqual([target, expect.not.stringContaining('<Response>')]);
      if (status < 400 || status >= 500) found.push([target, status]);
    }
    expect(found).toEqual([]);
  });

  it('knows two methods; by all others nothing is answered that a carrier would be', async () => {
    for (const verb of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH']) {
      for (const target of [`${BASE}/inbound/twilio`, `${BASE}/inbound/run`, `${BASE}/twilio/events`]) {
        const { status, body } = await sent(announced('twilio'), { verb, target });
        expect([verb, status >= 200 && status < 500, body.includes('<Response>')]).toEqual([verb, true, false]);
      }
    }
  });

  it('never breaks and lets nobody in, whatever happens to a signed request on its way', async () => {
    const CHANGES = ['body', 'header', 'target'] as const;
    const names = callers.map(([name]) => name);
    /** Verifies every byte of the body. */
    const sealed = ['telnyx', 'vonage'];
    const damage = fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom(...CHANGES),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 33, max: 126 }),
      async (name, where, place, code) => {
        const webhook = announced(name);
        const spoilt = (text: string): string => {
          const at = Math.floor(place * text.length);
          return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        };
        const headers = Object.entries(webhook.headers);
        const [chosen = ''] = headers[Math.floor(place * headers.length)] ?? [];
        const changed = {
          ...webhook,
          ...(where === 'body' ? { body: spoilt(webhook.body) } : {}),
          ...(where === 'header'
            ? { headers: { ...webhook.headers, [chosen]: spoilt(webhook.headers[chosen] ?? '') } }
            : {}),
        };
        const target = webhook.url.slice((app.config.publicBaseUrl ?? '').length);
        const { status } = await sent(changed, where === 'target' ? { target: `/${spoilt(target.slice(1))}` } : {});
        expect([200, 400, 401, 403, 404, 405, 415]).toContain(status);
        const isChanged = where === 'body' && changed.body !== webhook.body;
        if (isChanged && sealed.includes(name)) expect(status).toBe(403);
      },
    );
    await fc.assert(damage, { numRuns: 300 });
  }, 60_000);

  it('stays open for a call that is being answered when the service stops', async () => {
    const endpoint = await WorkflowEndpointServer.start();
    const { workflowId } = lineOf('twilio');
    const target = { type: 'webhook', url: endpoint.url };
    expect((await api.put(`${WORKFLOWS}/${workflowId}`, { target })).status).toBe(200);
    const beside = await TestApp.start({ beside: app, carrierBaseUrls: sandbox.env });
    await beside.routesAreKnown();
    const asked = Promise.withResolvers<ServerResponse>();
    endpoint.behaves((_asked, response) => asked.resolve(response));
    const webhook = announced('twilio');
    const callId = new URLSearchParams(webhook.body).get('CallSid') ?? '';
    const answer = deliver(beside, webhook);
    const response = await asked.promise;
    const stopped = beside.stop({ keepDatabase: true });
    const server = beside.app.getHttpServer() as Server;
    await eventually(
      () => Promise.resolve(server.listening),
      (isListening) => !isListening,
    );
    response.writeHead(200, { 'content-type': 'text/xml' }).end('<Response><Say>Still here</Say></Response>');
    expect(await answer).toMatchObject({ status: 200, body: expect.stringContaining('Still here') });
    await stopped;
    const { calls } = (await api.get(`${CALLS}?call_id=${callId}`)).body;
    expect(calls).toEqual([expect.objectContaining({ outcome: 'answered', target: 'webhook' })]);
    await endpoint.close();
  });
});
