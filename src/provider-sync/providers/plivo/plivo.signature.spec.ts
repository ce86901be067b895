import { parse } from 'node:querystring';
import fc from 'fast-check';
import { judgePlivo } from '../../../../test/support/carriers/plivo-judge.js';
import { signPlivo } from '../../../../test/support/carriers/plivo-signer.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { PlivoInboundWebhookStrategy } from './plivo.inbound-webhook.strategy.js';
import { plivoSignature } from './plivo.signature.js';

const TOKEN = 'plivo-token';
const FORM = 'application/x-www-form-urlencoded';

type Pairs = [string, string][];

/** A request on its way, and the headers that Plivo signed it with. */
interface Sent {
  method: 'GET' | 'POST';
  url: string;
  body: string;
  nonce: string;
  signature: string;
}

const strategy = new PlivoInboundWebhookStrategy();

/** With encodings of a space and of an apostrophe that Plivo's servers may choose and browsers do not. */
function form(pairs: Pairs): string {
  return pairs.map((pair) => pair.map((text) => encodeURIComponent(text).replace(/%20/g, '+')).join('=')).join('&');
}

function accepts({ method, url, body, nonce, signature }: Sent): boolean {
  const headers = { 'content-type': FORM, 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce };
  const request = new InboundRequest(method, url.replace(/^\w+:\/\/[^/?]*/, ''), headers, Buffer.from(body));
  return strategy.verify(request, { secret: TOKEN, credentials: {} }, url).isValid;
}

// Plivo's library keeps its own objects by these names.
const name = fc
  .oneof(
    fc.constantFrom('To', 'From', 'to', 'a', 'b', '', 'X-PH-Ä', '名'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  )
  .filter((text) => text !== '__proto__');
const value = fc.oneof(
  fc.constantFrom('', ' ', '0', 'a', '+14155550100', 'a.b?c=d&e', 'ä€😀', "O'Brien", '%41', 'sip:a@b.example'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 8 });
const url = fc
  .tuple(
    fc.constantFrom('https', 'http'),
    fc.constantFrom('calls.example.com', 'calls.example.com:8443', 'calls.example.com:443', 'Calls.Example.com', 'h'),
    fc.constantFrom('', '/', '/in', '/in/', '/a/b.c/d', '/%7Ea%20b', '/a//b'),
    fc.oneof(fc.constant(undefined), pairs),
  )
  .map(([scheme, host, path, query]) => `${scheme}://${host}${path}${query ? `?${form(query)}` : ''}`);

/** What happens to a request after it was signed. */
const CHANGES: Readonly<Record<string, (sent: Sent) => Sent>> = {
  nothing: (sent) => sent,
  'a parameter of the URL is added': (sent) => ({
    ...sent,
    url: `${sent.url}${sent.url.includes('?') ? '&' : '?'}x=1`,
  }),
  'the path is another': (sent) => ({ ...sent, url: sent.url.replace(/(\?|$)/, '/x$1') }),
  'a field is added': (sent) => ({ ...sent, body: `${sent.body}&Digits=1` }),
  'a field is emptied': (sent) => ({ ...sent, body: sent.body.replace(/=[^&]+/, '=') }),
  'the fields are in another order': (sent) => ({ ...sent, body: sent.body.split('&').reverse().join('&') }),
  'all fields are gone': (sent) => ({ ...sent, body: '' }),
  'the method is another': (sent) => ({ ...sent, method: sent.method === 'GET' ? 'POST' : 'GET' }),
  'the nonce is another': (sent) => ({ ...sent, nonce: `${sent.nonce}0` }),
  'the signature is shortened': (sent) => ({ ...sent, signature: sent.signature.slice(1) }),
  'the signature is in another case': (sent) => ({ ...sent, signature: sent.signature.toLowerCase() }),
  'the signature is one of several': (sent) => ({ ...sent, signature: `${'A'.repeat(43)}=,${sent.signature}` }),
  'the signature is torn apart': (sent) => ({ ...sent, signature: sent.signature.replace(/^(.{9})/, '$1,') }),
  'a name ends where its value began': (sent) => ({ ...sent, body: sent.body.replace(/=(.)/, '$1=') }),
};

/** Signed requests, most of them changed afterwards. */
const requests = fc
  .record({
    method: fc.constantFrom('GET' as const, 'POST' as const),
    told: url,
    fields: pairs,
    nonce: fc.stringMatching(/^\d{20}$/),
    change: fc.constantFrom(...Object.keys(CHANGES), 'nothing', 'the token is another'),
  })
  .map(({ method, told, fields, nonce, change }) => {
    const body = method === 'POST' ? form(fields) : '';
    const token = change === 'the token is another' ? 'other-token' : TOKEN;
    const signature = signPlivo({ method, url: told, fields: [...new URLSearchParams(body)], nonce }, token);
    const signed: Sent = { method, url: told, body, nonce, signature };
    return { change, sent: CHANGES[change]?.(signed) ?? signed };
  });

describe("Plivo's own library", () => {
  it('agrees about thousands of requests, changed ones too', () => {
    const sample = fc.sample(requests, 6_000);
    const verdicts = judgePlivo(sample.map(({ sent }) => ({ ...sent, scheme: 'v3', token: TOKEN })));
    expect(verdicts).toHaveLength(sample.length);
    const disagreements = sample.filter(({ sent }, at) => accepts(sent) !== verdicts[at]);
    expect(disagreements).toEqual([]);
    const unchanged = sample.filter(({ change }) => change === 'nothing');
    expect(unchanged.every(({ sent }) => accepts(sent))).toBe(true);
    expect(verdicts.filter((isAccepted) => isAccepted).length).toBeGreaterThan(1_000);
    expect(verdicts.filter((isAccepted) => !isAccepted).length).toBeGreaterThan(1_000);
  });
});

describe('what is signed', () => {
  const signature = (method: 'GET' | 'POST', told: string, body: string): string =>
    plivoSignature({ method, form: parse(body) }, TOKEN, told, '1');

  it('has the same text for the same parameters in any order and encoding', () => {
    expect(signature('POST', 'https://h/in?b=2&a=%31', 'd=4&c=3&c=1')).toBe(
      signature('POST', 'https://h/in?a=1&b=2', 'c=1&c=3&d=%34'),
    );
  });

  it('leaves out the fields of a GET, which has none', () => {
    expect(signature('GET', 'https://h/in?a=1', 'b=2')).toBe(signature('GET', 'https://h/in?a=1', ''));
  });

  it('leaves out the part of a URL that is not sent', () => {
    expect(signature('POST', 'https://h/in?a=1#rc=2', 'b=2')).toBe(signature('POST', 'https://h/in?a=1', 'b=2'));
  });
});
