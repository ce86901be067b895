import fc from 'fast-check';
import type { OutsideCall } from '../../../../test/support/carriers/inbound-caller.js';
import { twilioInbound } from '../../../../test/support/carriers/twilio-inbound.js';
import type { CarrierAccount } from '../../../../test/support/carrier-account.js';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import type { CallState } from '../../contract/inbound/inbound-event.js';
import { CALL_STATES } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { Verification } from '../../contract/inbound/verification.js';
import { TwilioInboundWebhookStrategy } from './twilio.inbound-webhook.strategy.js';
import { TWILIO } from './twilio.metadata.js';

const SID = `AC${'0a'.repeat(16)}`;
const TOKEN = 'f'.repeat(32);
const URL_TOLD = 'https://calls.example.com/api/v1/telephony/inbound/twilio';
const CALL: OutsideCall = { callId: `CA${'1b'.repeat(16)}`, from: '+14155550101', to: '+14155550100' };
const ACCOUNT = { id: SID, credentials: { account_sid: SID, auth_token: TOKEN } } as unknown as CarrierAccount;
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

const strategy = new TwilioInboundWebhookStrategy();

interface Sent {
  method?: 'GET' | 'POST';
  url?: string;
  headers?: Record<string, string>;
  body?: string;
}

function requestOf({ method = 'POST', url = URL_TOLD, headers = {}, body = '' }: Sent): InboundRequest {
  return new InboundRequest(method, url.slice(new URL(url).origin.length), headers, Buffer.from(body));
}

function verify(sent: Sent, secret = TOKEN): Verification {
  return strategy.verify(requestOf(sent), { secret, credentials: {} }, sent.url ?? URL_TOLD);
}

function read(fields: Record<string, string>): ReturnType<typeof strategy.read> {
  const body = new URLSearchParams({ AccountSid: SID, CallSid: CALL.callId, ...fields }).toString();
  return strategy.read(requestOf({ headers: { 'content-type': FORM }, body }));
}

describe('the signature', () => {
  it('of every call that the kit announces is right, over POST and GET', () => {
    for (const method of ['POST', 'GET'] as const) {
      expect(verify(twilioInbound.call(ACCOUNT, URL_TOLD, CALL, { method }))).toEqual({ isValid: true, nonces: [] });
    }
  });

  it.each([
    ['signature_missing', { secret: null }],
    ['signature_wrong', { secret: 'another token' }],
  ] as const)('is %s when made with %j', (fault, options) => {
    expect(verify(twilioInbound.call(ACCOUNT, URL_TOLD, CALL, options))).toEqual({ isValid: false, fault });
  });

  it.each(['', 'x', 'A'.repeat(27), `${'A'.repeat(28)}=`, `${'A'.repeat(27)}=, ${'A'.repeat(27)}=`, 'é'.repeat(28)])(
    'may not be %j',
    (signature) => {
      const fault = signature === '' ? 'signature_missing' : 'signature_malformed';
      expect(verify({ headers: { 'x-twilio-signature': signature } })).toEqual({ isValid: false, fault });
    },
  );

  it('does not count the same bits in another spelling of Base64', () => {
    const sent = twilioInbound.call(ACCOUNT, URL_TOLD, CALL);
    const signature = sent.headers['x-twilio-signature'] ?? '';
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(signature.charAt(26));
    const sameBits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charAt(last + 1);
    const other = `${signature.slice(0, 26)}${sameBits}=`;
    expect(Buffer.from(other, 'base64')).toEqual(Buffer.from(signature, 'base64'));
    expect(verify({ ...sent, headers: { ...sent.headers, 'x-twilio-signature': other } }).isValid).toBe(false);
  });

  it('accepts no request with the decoy', () => {
    const sent = twilioInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(strategy.verify(requestOf(sent), strategy.decoy, URL_TOLD).isValid).toBe(false);
  });
});

describe('a call', () => {
  it.each(['POST', 'GET'] as const)('over %s is read', (method) => {
    const event = strategy.read(requestOf(twilioInbound.call(ACCOUNT, URL_TOLD, CALL, { method })));
    expect(event).toMatchObject({
      kind: 'call',
      accountId: SID,
      callId: CALL.callId,
      to: CALL.to,
      from: CALL.from,
      toCountry: 'US',
      parameters: { CallSid: CALL.callId, CallerCity: 'SAN FRANCISCO', CallerZip: '' },
    });
    const { addressTypes } = TWILIO.capabilities;
    const to = event?.kind === 'call' ? event.to : '';
    expect(parseTelephonyAddress(to, { acceptedTypes: addressTypes })).toMatchObject({ ok: true, canonical: CALL.to });
  });

  it.each(['', 'anonymous', 'Restricted', '+266696687', '+7378742833', '+86282452253'])(
    'from %j is withheld',
    (From) => {
      expect(read({ To: CALL.to, From, CallStatus: 'ringing' })).toMatchObject({ kind: 'call', from: '' });
    },
  );

  it('that the fallback URL is asked about waits for an answer, also after it was answered once', () => {
    const failed = {
      To: CALL.to,
      From: CALL.from,
      Direction: 'inbound',
      CallStatus: 'in-progress',
      ErrorCode: '11200',
    };
    expect(read(failed)).toMatchObject({ kind: 'call' });
  });

  it('does not believe what is sent twice, and reads nothing from the URL of a form', () => {
    const headers = { 'content-type': FORM };
    const ids = `AccountSid=${SID}&CallSid=${CALL.callId}`;
    const twice = strategy.read(requestOf({ headers, body: `${ids}&To=%2B14155550100&To=%2B14155550199` }));
    expect(twice).toMatchObject({ to: '' });
    expect(strategy.read(requestOf({ headers, body: `${ids}&AccountSid=AC2` }))).toBeNull();
    expect(strategy.read(requestOf({ url: `${URL_TOLD}?${ids}&To=%2B14155550100`, headers, body: 'a=b' }))).toBeNull();
  });

  it.each([
    ['no ids', ''],
    ['no call id', `AccountSid=${SID}`],
    ['a call id of 256 characters', `AccountSid=${SID}&CallSid=${'C'.repeat(256)}`],
    ['an empty call id', `AccountSid=${SID}&CallSid=`],
    ['a call id with a zero', `AccountSid=${SID}&CallSid=CA%00`],
  ])('with %s cannot be read', (_, body) => {
    expect(strategy.read(requestOf({ headers: { 'content-type': FORM }, body }))).toBeNull();
  });

  it('is never read from a body that is no form', () => {
    const body = JSON.stringify({ AccountSid: SID, CallSid: CALL.callId });
    expect(strategy.read(requestOf({ headers: { 'content-type': 'application/json' }, body }))).toBeNull();
  });

  it('is never a reason to throw', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const pairs = fc.array(
      fc.tuple(
        fc.constantFrom('AccountSid', 'CallSid', 'To', 'From', 'CallStatus', 'Direction', 'CallDuration', '__proto__'),
        fc.string({ unit: 'binary' }).map((value) => encodeURIComponent(value.toWellFormed())),
      ),
    );
    const asForm = pairs.map((list) => Buffer.from(list.map(([name, value]) => `${name}=${value}`).join('&')));
    const never = fc.property(fc.oneof(bytes, asForm), fc.constantFrom(FORM, 'application/json', ''), (body, type) => {
      const request = new InboundRequest('POST', '/in?%zz&a=%ff', { 'content-type': type }, Buffer.from(body));
      const event = strategy.read(request);
      strategy.recognises(request);
      strategy.verify(request, strategy.decoy, URL_TOLD);
      return event === null || event.callId.length <= 255;
    });
    fc.assert(never, { numRuns: 1_000 });
  });
});

describe('a status', () => {
  it.each(CALL_STATES)('%s is read', (state: CallState) => {
    const sent = twilioInbound.status(ACCOUNT, URL_TOLD, CALL, state);
    expect(verify(sent ?? {})).toMatchObject({ isValid: true });
    expect(strategy.read(requestOf(sent ?? {}))).toEqual({
      kind: 'status',
      accountId: SID,
      callId: CALL.callId,
      state,
      durationSeconds: state === 'completed' ? 17 : null,
    });
  });

  it.each([
    [
      'the end of a call, at the answer URL',
      { Direction: 'inbound', CallStatus: 'completed', CallDuration: '3' },
      'completed',
      3,
    ],
    ['the end of a stream', { StreamSid: 'MZ1', StreamEvent: 'stream-stopped' }, null, null],
    ['a call that goes out', { Direction: 'outbound-dial', CallStatus: 'completed', CallDuration: '3' }, null, null],
    ['a state of no name', { CallStatus: 'toString', CallbackSource: 'call-progress-events' }, null, null],
    ['a duration that is none', { CallStatus: 'busy', CallDuration: '-1' }, 'busy', null],
  ])('of %s needs no answer', (_, fields, state, durationSeconds) => {
    expect(read(fields)).toEqual({ kind: 'status', accountId: SID, callId: CALL.callId, state, durationSeconds });
  });
});

describe('a request that does not say its provider', () => {
  it.each([
    ['a signature', { headers: { 'x-twilio-signature': 'x' } }, true],
    ['the retry token', { headers: { 'i-twilio-idempotency-token': 'x' } }, true],
    ['its agent', { headers: { 'user-agent': 'TwilioProxy/1.1' } }, true],
    [
      'its fields',
      { headers: { 'content-type': FORM }, body: `CallSid=CA1&AccountSid=${SID}&ApiVersion=2010-04-01` },
      true,
    ],
    [
      'the fields of another',
      { headers: { 'content-type': FORM }, body: 'CallSid=1&AccountSid=AC.cloudonix.net&ApiVersion=1' },
      false,
    ],
    ['nothing', {}, false],
  ])('with %s is recognised: %j %s', (_, sent, isTwilio) => {
    expect(strategy.recognises(requestOf(sent as Sent))).toBe(isTwilio);
  });
});
