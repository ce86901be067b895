import { createHmac } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import fc from 'fast-check';
import type { InboundEvent } from '../../provider-sync/contract/inbound/inbound-event.js';
import { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../provider-sync/contract/inbound/inbound-webhook.strategy.js';
import type { SigningKey, Verification } from '../../provider-sync/contract/inbound/verification.js';
import { diagnose } from './diagnose.js';
import type { DoctorCase } from './doctor-case.js';
import type { SuspectKey } from './suspect-key.js';

const BASE = 'https://calls.example.com';
const TARGET = '/api/v1/telephony/inbound/acme';
const SECRET = 'the-primary-secret-of-acme';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const WINDOW_MS = 300_000;

/** The smallest scheme that has everything: method, URL, body and time are signed, and an account is named. */
class AcmeStrategy extends InboundWebhookStrategy {
  override readonly decoy: SigningKey = { secret: 'decoy', credentials: {} };
  attempts = 0;

  constructor(override readonly signsUrl = true) {
    super();
  }

  override recognises(): boolean {
    return true;
  }

  override read(request: InboundRequest): InboundEvent | null {
    const account = (request.header('acme-signature') ?? '').split(' ')[1] ?? '';
    if (request.rawBody.length === 0) return null;
    return { kind: 'status', accountId: account, callId: '1', state: null, durationSeconds: null };
  }

  override verify(request: InboundRequest, key: SigningKey, url: string, now: number): Verification {
    this.attempts += 1;
    const [time = '', account = '', signature = ''] = (request.header('acme-signature') ?? '').split(' ');
    if (request.header('acme-signature') === undefined) return { isValid: false, fault: 'signature_missing' };
    if (signature === '') return { isValid: false, fault: 'signature_malformed' };
    const expected = sign(key.secret, { ...request, url: this.signsUrl ? url : '', time: Number(time) });
    if (signature !== expected) return { isValid: false, fault: 'signature_wrong' };
    if (account !== key.credentials['account']) return { isValid: false, fault: 'signature_foreign' };
    if (Math.abs(now - Number(time)) > WINDOW_MS) return { isValid: false, fault: 'signature_expired' };
    return { isValid: true, nonces: [] };
  }
}

interface Signed {
  method: string;
  url: string;
  rawBody: Buffer;
  time: number;
}

function sign(secret: string, { method, url, rawBody, time }: Signed): string {
  return createHmac('sha256', secret).update(`${method}|${url}|${time}|`).update(rawBody).digest('hex');
}

function suspect(fields: Partial<SuspectKey> & { value?: string } = {}): SuspectKey {
  const { value = SECRET, ...rest } = fields;
  return {
    key: { secret: value, credentials: { account: 'acme-1' } },
    secret: 'primary',
    configurationId: 7,
    configurationName: 'Acme main',
    ...rest,
  };
}

interface Sent {
  method?: 'GET' | 'POST';
  url?: string;
  body?: string;
  secret?: string;
  time?: number;
  account?: string;
  /** What arrives, where it is something else. */
  arrives?: { method?: 'GET' | 'POST'; target?: string; body?: string; headers?: Record<string, string> };
}

function subject(sent: Sent, fields: Partial<DoctorCase> = {}): DoctorCase & { strategy: AcmeStrategy } {
  const { method = 'POST', url = BASE + TARGET, body = '{"call":"1"}', time = NOW, arrives = {} } = sent;
  const strategy = new AcmeStrategy();
  const signature = sign(sent.secret ?? SECRET, { method, url, rawBody: Buffer.from(body), time });
  const target = arrives.target ?? TARGET;
  const headers = { 'acme-signature': `${time} ${sent.account ?? 'acme-1'} ${signature}`, ...arrives.headers };
  return {
    accountId: 'acme-1',
    displayName: 'Acme',
    secretLabel: 'Auth Token',
    request: new InboundRequest(arrives.method ?? method, target, headers, Buffer.from(arrives.body ?? body)),
    urls: {
      publicBaseUrl: BASE,
      formerBaseUrls: ['https://old.example.com'],
      seenUrl: null,
      port: 8080,
      knownPaths: [TARGET, '/api/v1/telephony/inbound/fallback'],
    },
    expectedUrl: BASE + target,
    receivedAt: NOW,
    accepted: [suspect()],
    others: [suspect({ value: 'the-secret-of-another', secret: 'other_configuration', configurationId: 9 })],
    ...fields,
    strategy,
  };
}

describe('diagnose', () => {
  it('finds nothing wrong with what passes', async () => {
    await expect(diagnose(subject({}))).resolves.toMatchObject({
      verdict: 'valid',
      fault: null,
      setting: null,
      passedWith: { url: 'the URL as expected', secret: 'primary', configurationId: 7 },
    });
    const accepted = [suspect({ value: 'former' }), suspect({ secret: 'secondary' })];
    await expect(diagnose(subject({}, { accepted }))).resolves.toMatchObject({
      verdict: 'valid',
      passedWith: { secret: 'secondary' },
    });
  });

  it.each<[what: string, sent: Sent, setting: string, url: string, message: RegExp]>([
    [
      'http',
      { url: `http://calls.example.com${TARGET}` },
      'PUBLIC_BASE_URL',
      'http instead of https',
      /Set PUBLIC_BASE_URL to http:\/\/calls\.example\.com and restart/,
    ],
    ['a port', { url: `${BASE}:443${TARGET}` }, 'PUBLIC_BASE_URL', 'port 443', /https:\/\/calls\.example\.com:443/],
    [
      'another host',
      { url: `https://voice.example.com${TARGET}`, arrives: { headers: { host: 'voice.example.com' } } },
      'PUBLIC_BASE_URL',
      'host voice.example.com',
      /https:\/\/voice\.example\.com/,
    ],
    [
      'the former URL',
      { url: `https://old.example.com${TARGET}` },
      'carrier_url',
      'the former https://old.example.com',
      /Sync the numbers/,
    ],
    ['a slash', { url: `${BASE}${TARGET}/` }, 'proxy', 'a slash at the end of the path', /proxy/],
    [
      'another path of ours',
      { url: `${BASE}/api/v1/telephony/inbound/fallback` },
      'proxy',
      'the path /api/v1/telephony/inbound/fallback',
      /proxy/,
    ],
    [
      'a query in another order',
      { url: `${BASE}${TARGET}?b=2&a=1`, arrives: { target: `${TARGET}?a=1&b=2` } },
      'proxy',
      'the query parameters in another order',
      /proxy/,
    ],
    [
      'the layout of the JSON',
      { body: '{"a": 1, "b": [1, 2]}', arrives: { body: '{"a":1,"b":[1,2]}' } },
      'body_changed',
      'the JSON of the body with spaces',
      /byte by byte/,
    ],
    [
      'a line end',
      { body: '{"a":1}\n', arrives: { body: '{"a":1}' } },
      'body_changed',
      'a body with a line end',
      /body/,
    ],
    ['the method', { method: 'POST', arrives: { method: 'GET' } }, 'proxy', 'the method POST', /redirect/],
  ])('names what has changed: %s', async (_what, sent, setting, url, message) => {
    await expect(diagnose(subject(sent))).resolves.toEqual({
      verdict: 'fixable',
      fault: 'signature_wrong',
      setting,
      message: expect.stringMatching(message),
      passedWith: { url, secret: 'primary', configurationId: 7 },
    });
  });

  it('names a secret that was stored with something around it', async () => {
    for (const value of [` ${SECRET}`, `${SECRET}\n`, `"${SECRET}"`, ` '${SECRET}' `]) {
      await expect(diagnose(subject({}, { accepted: [suspect({ value })] }))).resolves.toMatchObject({
        verdict: 'fixable',
        setting: 'token',
        passedWith: { secret: 'primary_trimmed', configurationId: 7 },
      });
    }
  });

  it('names the configuration whose secret has signed it, at another URL too', async () => {
    for (const url of [BASE + TARGET, `http://calls.example.com${TARGET}`]) {
      const diagnosis = await diagnose(subject({ secret: 'the-secret-of-another', url }));
      expect(diagnosis).toMatchObject({
        verdict: 'fixable',
        setting: 'token',
        message: expect.stringContaining('"Acme main" (9)'),
        passedWith: { secret: 'other_configuration', configurationId: 9 },
      });
    }
  });

  it('names the clock, and by how much it is wrong', async () => {
    for (const [hours, words] of [
      [-2, 'about 2 hours before'],
      [3, 'about 3 hours after'],
      [-24, 'about 24 hours before'],
    ] as const) {
      await expect(diagnose(subject({ time: NOW + hours * 3_600_000 }))).resolves.toMatchObject({
        verdict: 'fixable',
        fault: 'signature_expired',
        setting: 'clock',
        message: expect.stringContaining(words),
      });
    }
    const longAgo = await diagnose(subject({ time: NOW - 90 * 24 * 3_600_000 }));
    expect(longAgo).toMatchObject({
      setting: 'clock',
      message: expect.stringContaining('more than the scheme allows'),
    });
  });

  it('names the ids of a configuration that are those of another account', async () => {
    await expect(diagnose(subject({ account: 'acme-2' }))).resolves.toMatchObject({
      verdict: 'fixable',
      fault: 'signature_foreign',
      setting: 'account',
    });
  });

  it('names what else keeps a signed request out', async () => {
    const unreadable = await diagnose(subject({ body: '' }));
    expect(unreadable).toMatchObject({ verdict: 'fixable', fault: null, setting: 'body_changed' });
    const elsewhere = await diagnose(subject({}, { accountId: 'acme-2' }));
    expect(elsewhere).toMatchObject({ verdict: 'fixable', fault: null, setting: 'account' });
  });

  it('says what is missing without a secret', async () => {
    await expect(diagnose(subject({}, { accepted: [] }))).resolves.toMatchObject({
      verdict: 'not_ours',
      setting: 'token',
    });
  });

  it.each([
    ['no signature', { headers: { 'acme-signature': undefined as unknown as string } }, 'signature_missing'],
    ['half a signature', { headers: { 'acme-signature': '123' } }, 'signature_malformed'],
    ['the signature of a stranger', { headers: { 'acme-signature': `${NOW} acme-1 abc` } }, 'signature_wrong'],
    ['another body', { body: '{"call":"2"}' }, 'signature_wrong'],
  ])('disowns a request with %s', async (_what, arrives, fault) => {
    await expect(diagnose(subject({ arrives }))).resolves.toEqual({
      verdict: 'not_ours',
      fault,
      setting: null,
      message: expect.stringMatching(/\S/),
      passedWith: null,
    });
  });

  it('gives up cheaply on what is not signed, and after a bounded number of attempts on what is', async () => {
    const unsigned = subject({ arrives: { headers: { 'acme-signature': '' } } });
    await diagnose(unsigned);
    expect(unsigned.strategy.attempts).toBe(1);
    const accepted = [suspect({ value: ' a ' }), suspect({ secret: 'secondary', value: 'b' })];
    const others = Array.from({ length: 38 }, (_, index) =>
      suspect({ value: `other ${index}`, secret: 'other_configuration', configurationId: index }),
    );
    const headers = { host: 'a.example.com, b.example.com', 'x-forwarded-host': 'c.example.com,d.example.com' };
    const strange = subject({ secret: 'nobody', arrives: { headers } }, { accepted, others });
    expect((await diagnose(strange)).verdict).toBe('not_ours');
    expect(strange.strategy.attempts).toBeLessThan(1_000);
    expect(strange.strategy.attempts).toBeGreaterThan(400);
  });

  it('does not hold up the event loop', async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const body = JSON.stringify({ text: 'x'.repeat(65_000) });
    delay.enable();
    await diagnose(subject({ secret: 'nobody', body }));
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(50);
  });

  it.each([3_500, 30_000])('holds nothing up over a body that is nested %i levels deep', async (levels) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const body = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    delay.enable();
    expect(await diagnose(subject({ secret: 'nobody', body }))).toMatchObject({ verdict: 'not_ours' });
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(50);
  });

  it('never tells a secret, nor what one could sign with, nor what a request said', async () => {
    const hidden = fc.constantFrom('', '?To=%2B14155550100', '?x=hidden-value');
    const scheme = fc.constantFrom('http', 'https');
    const secret = fc.constantFrom(SECRET, 'the-secret-of-another', 'nobody');
    await fc.assert(
      fc.asyncProperty(scheme, hidden, secret, fc.boolean(), async (used, query, signer, isChanged) => {
        const url = `${used}://calls.example.com${TARGET}${query}`;
        const body = 'From=%2B442079460000';
        const arrives = { target: TARGET + query, ...(isChanged ? { body: 'x=1' } : {}) };
        const told = JSON.stringify(await diagnose(subject({ url, secret: signer, body, arrives })));
        expect(told).not.toMatch(/the-primary-secret|the-secret-of-another|4155550100|hidden-value|442079460000/);
        expect(told).not.toMatch(/[0-9a-f]{40}/);
      }),
    );
  });

  it('leaves the URL alone where it is not signed', async () => {
    const of = subject({ secret: 'nobody' });
    const strategy = new AcmeStrategy(false);
    expect((await diagnose({ ...of, strategy })).verdict).toBe('not_ours');
    expect(strategy.attempts).toBeLessThan(20);
  });
});
