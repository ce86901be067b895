import fc from 'fast-check';
import type { CarrierAccount } from '../../../../test/support/carrier-account.js';
import { cloudonixInbound } from '../../../../test/support/carriers/cloudonix-inbound.js';
import type { OutsideCall, WebhookOptions } from '../../../../test/support/carriers/inbound-caller.js';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { Verification } from '../../contract/inbound/verification.js';
import { CloudonixInboundWebhookStrategy } from './cloudonix.inbound-webhook.strategy.js';
import { CLOUDONIX } from './cloudonix.metadata.js';

const DOMAIN = 'acme.cloudonix.net';
const KEY = `XI${'0A'.repeat(16)}`;
const URL_TOLD = 'https://calls.example.com/api/v1/telephony/inbound/cloudonix';
const CALL: OutsideCall = { callId: '2eac5483c05842e885583d8f81f873dc', from: '+14155550101', to: '+14155550100' };
const ACCOUNT = { id: DOMAIN, credentials: { bearer_token: KEY, domain_id: DOMAIN } } as unknown as CarrierAccount;
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

const strategy = new CloudonixInboundWebhookStrategy();

interface Sent {
  method?: 'GET' | 'POST';
  url?: string;
  headers?: Record<string, string>;
  body?: string;
}

function requestOf({ method = 'POST', url = URL_TOLD, headers = {}, body = '' }: Sent): InboundRequest {
  return new InboundRequest(method, url.slice(new URL(url).origin.length), headers, Buffer.from(body));
}

function verify(options?: WebhookOptions): Verification {
  const sent = cloudonixInbound.call(ACCOUNT, URL_TOLD, CALL, options);
  return strategy.verify(requestOf(sent), { secret: KEY, credentials: ACCOUNT.credentials });
}

function read(fields: Record<string, unknown>): ReturnType<typeof strategy.read> {
  const body = JSON.stringify({ Domain: DOMAIN, Session: CALL.callId, ...fields });
  return strategy.read(requestOf({ headers: { 'content-type': JSON_TYPE }, body }));
}

function addressOf(To: string): string {
  const event = read({ To, From: '60000' });
  return event?.kind === 'call' ? event.to : 'no call';
}

describe('the API key', () => {
  it('of the domain is right, over POST and GET', () => {
    expect(verify()).toEqual({ isValid: true, nonces: [] });
    expect(verify({ method: 'GET' })).toEqual({ isValid: true, nonces: [] });
  });

  it('that is left out is missing', () => {
    expect(verify({ secret: null })).toEqual({ isValid: false, fault: 'signature_missing' });
    expect(verify({ secret: '' })).toEqual({ isValid: false, fault: 'signature_missing' });
  });

  it('that differs in any way is wrong', () => {
    const differs = fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.nat(KEY.length)), (other) => {
      const secret = typeof other === 'string' ? other : `${KEY.slice(0, other)}x${KEY.slice(other + 1)}`;
      expect(verify({ secret })).toEqual({ isValid: false, fault: 'signature_wrong' });
    });
    fc.assert(differs, { numRuns: 500 });
  });

  it.each([KEY.toLowerCase(), `${KEY} `, `Bearer ${KEY}`, `${KEY}, ${KEY}`, KEY.slice(0, -1)])(
    'may not be %j',
    (secret) => {
      expect(verify({ secret })).toEqual({ isValid: false, fault: 'signature_wrong' });
    },
  );

  it('never is the decoy, and an empty one never opens an account', () => {
    const sent = cloudonixInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(strategy.verify(requestOf(sent), strategy.decoy).isValid).toBe(false);
    const unsigned = cloudonixInbound.call(ACCOUNT, URL_TOLD, CALL, { secret: null });
    expect(strategy.verify(requestOf(unsigned), { secret: '', credentials: {} }).isValid).toBe(false);
  });
});

describe('a call', () => {
  it.each(['POST', 'GET'] as const)('over %s is read', (method) => {
    const event = strategy.read(requestOf(cloudonixInbound.call(ACCOUNT, URL_TOLD, CALL, { method })));
    expect(event).toMatchObject({
      kind: 'call',
      accountId: DOMAIN,
      callId: CALL.callId,
      to: CALL.to,
      from: CALL.from,
      toCountry: null,
      parameters: { To: '14155550100', Domain: DOMAIN, CallStatus: 'unknown' },
    });
    const parameters = event?.kind === 'call' ? event.parameters : {};
    expect(JSON.parse(parameters['SessionData'] ?? '')).toMatchObject({ token: CALL.callId });
    expect(JSON.stringify(parameters)).not.toContain(KEY);
  });

  it('in a form is read too', () => {
    const body = `Domain=Acme&Session=${CALL.callId}&To=14155550100&From=anonymous`;
    expect(strategy.read(requestOf({ headers: { 'content-type': FORM }, body }))).toMatchObject({
      kind: 'call',
      accountId: DOMAIN,
      to: CALL.to,
      from: '',
    });
  });

  it.each([
    ['14155550100', '+14155550100'],
    ['+14155550100', '+14155550100'],
    ['972532006879', '+972532006879'],
    ['100', '100'],
    ['Reception', 'reception'],
    ['sip:Alice@Pbx.Example.com;transport=tls', 'sip:Alice@pbx.example.com;transport=tls'],
  ])('to %s is for what was registered as %s', (to, address) => {
    const { addressTypes } = CLOUDONIX.capabilities;
    expect(parseTelephonyAddress(addressOf(to), { acceptedTypes: addressTypes })).toMatchObject({ canonical: address });
  });

  it('is for whatever is registered, with the plus and without it', () => {
    const { addressTypes } = CLOUDONIX.capabilities;
    const typed = fc.oneof(
      fc.integer({ min: 2_000_000, max: 9_999_999 }).map((line) => `+1415${line}`),
      fc.stringMatching(/^[a-z0-9_.-]{1,20}$/),
      fc.stringMatching(/^sip:[a-z0-9.]{1,10}@[a-z]{1,10}\.example$/),
    );
    const isFound = fc.property(typed, (text) => {
      const registered = parseTelephonyAddress(text, { acceptedTypes: addressTypes });
      if (!registered.ok) return;
      expect(addressOf(registered.canonical)).toBe(registered.canonical);
      if (registered.type === 'pstn') expect(addressOf(registered.canonical.slice(1))).toBe(registered.canonical);
    });
    fc.assert(isFound, { numRuns: 1_000 });
  });

  it.each([
    ['from a trunk', { Direction: 'inbound' }, 'call'],
    ['from a subscriber', { Direction: 'subscriber' }, 'call'],
    ['from nobody says where', {}, 'call'],
    ['that goes out', { Direction: 'outbound-api' }, 'status'],
    ['that has ended', { Direction: 'inbound', CallStatus: 'completed' }, 'status'],
    ['whose stream has ended', { Direction: 'inbound', StreamEvent: 'stream-stopped' }, 'status'],
  ])('%s: %j is a %s', (_, fields, kind) => {
    expect(read({ To: '100', From: '60000', ...fields })?.kind).toBe(kind);
  });

  it('is named by the session, the call or the data of the session', () => {
    const token = { SessionData: { token: 'tok' } };
    expect(read({ CallSid: 'c@x', ...token })).toMatchObject({ callId: CALL.callId });
    expect(read({ Session: undefined, CallSid: 'c@x', ...token })).toMatchObject({ callId: 'c@x' });
    expect(read({ Session: undefined, ...token })).toMatchObject({ callId: 'tok' });
  });

  it('is named by its domain, or else by the account', () => {
    expect(read({ Domain: 'ACME.cloudonix.net.' })).toMatchObject({ accountId: DOMAIN });
    expect(read({ Domain: undefined, AccountSid: 'acme' })).toMatchObject({ accountId: DOMAIN });
  });

  it.each([
    ['no domain', { Domain: undefined }],
    ['a list of domains', { Domain: [DOMAIN] }],
    ['an empty session', { Session: '' }],
    ['a session of 256 characters', { Session: 'a'.repeat(256) }],
    ['a session with a zero', { Session: 'a\0' }],
    ['no session', { Session: null }],
  ])('with %s cannot be read', (_, fields) => {
    expect(read(fields)).toBeNull();
  });

  it('is never a reason to throw', () => {
    const json = fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text));
    const known = fc
      .dictionary(
        fc.constantFrom('Domain', 'Session', 'SessionData', 'To', 'From', 'Direction', '__proto__'),
        fc.jsonValue(),
      )
      .map((fields) => Buffer.from(JSON.stringify({ Domain: DOMAIN, Session: 's', ...fields })));
    const bytes = fc.oneof(json, known, fc.uint8Array({ maxLength: 200 }));
    const never = fc.property(bytes, fc.constantFrom(JSON_TYPE, FORM, ''), (body, type) => {
      const request = new InboundRequest('POST', '/in?%zz&To=%ff', { 'content-type': type }, Buffer.from(body));
      const event = strategy.read(request);
      strategy.recognises(request);
      strategy.verify(request, strategy.decoy);
      return event === null || (event.callId.length <= 255 && event.accountId.length <= 255);
    });
    fc.assert(never, { numRuns: 1_000 });
  });
});

describe('a request that is made to cost time', () => {
  it.each([
    ['nested deeply', `{"Domain":"acme","Session":"s","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['with a domain of dots', JSON.stringify({ Domain: `${'.'.repeat(60_000)}x`, Session: 's' })],
    ['with a long address', JSON.stringify({ Domain: 'acme', Session: 's', To: '+'.repeat(60_000) })],
  ])('%s is read at once', (_, body) => {
    const started = performance.now();
    strategy.read(requestOf({ headers: { 'content-type': JSON_TYPE }, body }));
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('a status', () => {
  it.each([
    [{ CallStatus: 'completed', CallDuration: 17 }, 'completed', 17],
    [{ CallStatus: 'no-answer' }, 'no_answer', null],
    [{ CallStatus: 'busy', CallDuration: 'long' }, 'busy', null],
    [{ CallStatus: 'completed', CallDuration: 17, Direction: 'outbound-api' }, null, null],
    [{ CallStatus: 'completed', StreamEvent: 'stream-stopped' }, null, null],
  ])('%j is %s after %s seconds', (fields, state, durationSeconds) => {
    const reference = { accountId: DOMAIN, callId: CALL.callId };
    expect(read(fields)).toEqual({ kind: 'status', ...reference, state, durationSeconds });
  });
});

describe('a request that does not say its provider', () => {
  const json = (fields: object): Sent => ({ headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(fields) });

  it.each([
    ['an API key', { headers: { 'x-cx-apikey': 'x' } }, true],
    ['a domain', { headers: { 'x-cx-domain': 'x' } }, true],
    ['its agent', { headers: { 'user-agent': 'Cloudonix/5.3' } }, true],
    ['data of a session', json({ SessionData: {}, Domain: 'pbx.example.com' }), true],
    ['an account of its own', json({ AccountSid: DOMAIN, CallSid: '1' }), true],
    ['an account of another', json({ AccountSid: 'AC1', CallSid: '1' }), false],
    ['nothing', {}, false],
  ])('with %s is recognised: %j %s', (_, sent, isCloudonix) => {
    expect(strategy.recognises(requestOf(sent as Sent))).toBe(isCloudonix);
  });
});
