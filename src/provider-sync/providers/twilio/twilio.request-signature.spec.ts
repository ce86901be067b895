import { parse } from 'node:querystring';
import fc from 'fast-check';
import twilio from 'twilio/lib/webhooks/webhooks.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { isSignatureOf } from './twilio.request-signature.js';

const TOKEN = 'f'.repeat(32);
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

interface Sent {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

function isAccepted({ url, headers, body }: Sent): boolean {
  const request = new InboundRequest('POST', url.replace(/^\w+:\/\/[^/]*/, ''), headers, Buffer.from(body));
  return isSignatureOf(request, request.header('x-twilio-signature') ?? '', TOKEN, url);
}

/** The library asks `instanceof Array`, and the arrays of Node are of another realm than the tests. */
function paramsOf(body: string): Record<string, string | string[] | undefined> {
  const entries = Object.entries(parse(body));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]));
}

/** What the library says, given what its middleware is given. */
function judge({ url, headers, body }: Sent): boolean {
  const isForm = headers['content-type'] === FORM;
  const header = (name: string): string | undefined => headers[name.toLowerCase()];
  const seen = { header, body: isForm ? paramsOf(body) : {}, rawBody: body };
  return twilio.validateIncomingRequest(seen as never, TOKEN, { url });
}

describe('the official validator', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', ' ', '+', '&=?#%', 'ä€😀', '0'),
  );
  const fields = fc.array(fc.tuple(text, text), { maxLength: 12 });
  const query = fc.oneof(
    fc.constant(''),
    fields.map((pairs) => `?${new URLSearchParams(pairs).toString()}`),
    fc.constantFrom('?', '?a', "?name=O'Brien", '?a=1&a=0', '?q=%zz', '?x=ä', '?a=b?c=d', '?a=%20+b', '?mail=a@b:1'),
  );
  const host = fc.constantFrom(
    'calls.example.com',
    'calls.example.com:443',
    'calls.example.com:8443',
    '[2001:db8::1]:80',
  );
  const scheme = fc.constantFrom('https', 'http', 'HTTPS');
  const url = fc
    .tuple(scheme, host, fc.constantFrom('/in', "/it's", '/a/../b', '/%7e', '/'), query)
    .map(([protocol, authority, path, search]) => `${protocol}://${authority}${path}${search}`);
  /** What happens to a signed request on its way. */
  const change = fc.constantFrom('none', 'none', 'url', 'body', 'signature', 'token', 'port', 'case');

  function form(pairs: readonly (readonly [string, string])[]): string {
    return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  }

  const wellFormed = fields.map((pairs) => pairs.map(([a, b]) => [a.toWellFormed(), b.toWellFormed()] as const));

  it('agrees about thousands of requests, changed ones too', () => {
    const accepted = { yes: 0, no: 0 };
    const agrees = fc.property(url, wellFormed, change, (told, pairs, kind) => {
      const params = paramsOf(form(pairs));
      const signedUrl = kind === 'port' ? told.replace(/(:\/\/[^/]*?)(:\d+)?\//, '$1/') : told;
      let signature = twilio.getExpectedTwilioSignature(kind === 'token' ? 'other' : TOKEN, signedUrl, params);
      let body = form(pairs);
      let seen = told;
      if (kind === 'url') seen = `${told}${told.includes('?') ? '&' : '?'}x=1`;
      if (kind === 'body') body += '&Digits=1';
      if (kind === 'signature') signature = signature.slice(1);
      if (kind === 'case') signature = signature.toLowerCase();
      const headers = { 'content-type': FORM, 'x-twilio-signature': signature };
      const judged = judge({ url: seen, headers, body });
      accepted[judged ? 'yes' : 'no'] += 1;
      expect(isAccepted({ url: seen, headers, body })).toBe(judged);
    });
    fc.assert(agrees, { numRuns: 4_000 });
    expect(Math.min(accepted.yes, accepted.no)).toBeGreaterThan(500);
  });

  it('agrees about bodies that are no form', () => {
    const agrees = fc.property(text, fc.constantFrom('none', 'body', 'hash', 'url'), (content, kind) => {
      const sent = JSON.stringify({ content });
      const hash = twilio.getExpectedBodyHash(kind === 'hash' ? `${sent} ` : sent);
      const told = `https://calls.example.com/in?a=1&bodySHA256=${hash}`;
      const headers = {
        'content-type': 'application/json',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, kind === 'url' ? `${told}x` : told, {}),
      };
      const body = kind === 'body' ? `${sent} ` : sent;
      expect(isAccepted({ url: told, headers, body })).toBe(judge({ url: told, headers, body }));
      expect(isAccepted({ url: told, headers, body })).toBe(kind === 'none');
    });
    fc.assert(agrees, { numRuns: 500 });
  });

  it('agrees about an empty body with a hash', () => {
    const told = `https://calls.example.com/in?bodySHA256=${twilio.getExpectedBodyHash('{}')}`;
    const headers = { 'x-twilio-signature': twilio.getExpectedTwilioSignature(TOKEN, told, {}) };
    expect(isAccepted({ url: told, headers, body: '' })).toBe(true);
    expect(judge({ url: told, headers, body: '' })).toBe(true);
  });
});
