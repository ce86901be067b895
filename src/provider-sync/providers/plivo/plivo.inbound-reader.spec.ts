import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { readPlivoEvent } from './plivo.inbound-reader.js';
import { PLIVO } from './plivo.metadata.js';

const FORM = 'application/x-www-form-urlencoded';

/** As Plivo sends it to the answer URL. */
const CALL = {
  CallUUID: '9a0e0208-d01a-4572-9a04-fe583a05ac53',
  CallStatus: 'ringing',
  Direction: 'inbound',
  Event: 'StartApp',
  From: '14155550101',
  ParentAuthID: 'MACANARYACCOUNT00001',
  To: '14155550100',
};

const REFERENCE = { accountId: CALL.ParentAuthID, callId: CALL.CallUUID };

function post(body: string, contentType = FORM, target = '/in'): InboundEvent | null {
  return readPlivoEvent(new InboundRequest('POST', target, { 'content-type': contentType }, Buffer.from(body)));
}

function read(fields: Readonly<Record<string, string>>): InboundEvent | null {
  return post(new URLSearchParams(fields).toString());
}

function without(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(CALL).filter(([name]) => !names.includes(name)));
}

describe('a call', () => {
  const call = {
    kind: 'call',
    ...REFERENCE,
    to: '+14155550100',
    from: '+14155550101',
    toCountry: null,
    parameters: CALL,
  };

  it('is what asks for a document', () => {
    expect(read(CALL)).toEqual(call);
    expect(read({ ...CALL, CallStatus: 'in-progress' })).toMatchObject({ kind: 'call' });
    expect(read({ ...CALL, Event: 'Redirect' })).toMatchObject({ kind: 'call' });
    expect(read({ ...CALL, Event: 'SomethingNew' })).toMatchObject({ kind: 'call' });
    expect(read(without('Event', 'CallStatus'))).toMatchObject({ kind: 'call' });
  });

  it('can be asked for by GET', () => {
    const target = `/in?${new URLSearchParams(CALL).toString()}`;
    expect(readPlivoEvent(new InboundRequest('GET', target, {}, Buffer.alloc(0)))).toEqual(call);
  });

  it('is not told by the URL of a POST', () => {
    expect(post('', FORM, `/in?${new URLSearchParams(CALL).toString()}`)).toBeNull();
    const body = new URLSearchParams(without('To')).toString();
    expect(post(body, FORM, '/in?To=14155550199')).toMatchObject({ kind: 'call', to: '' });
  });

  it('names the account that signs, where it differs from the main account', () => {
    expect(read({ ...CALL, AuthID: 'SASUBACCOUNT' })).toMatchObject({ accountId: 'SASUBACCOUNT' });
  });

  it.each(['anonymous', 'Restricted', '+Unknown'])('of a caller who is %j has no caller', (From) => {
    expect(read({ ...CALL, From })).toMatchObject({ kind: 'call', from: '' });
  });

  it.each(['14155550100', '+14155550100', '442079460958'])('to %s is found as it was registered', (To) => {
    const event = read({ ...CALL, To });
    const { addressTypes, acceptsPossibleNumbers } = PLIVO.capabilities;
    const to = event?.kind === 'call' ? event.to : '';
    expect(parseTelephonyAddress(to, { acceptedTypes: addressTypes, acceptsPossibleNumbers })).toMatchObject({
      ok: true,
      canonical: `+${To.replace('+', '')}`,
    });
  });

  it('to a SIP endpoint keeps its address', () => {
    const To = 'sip:alice123@phone.plivo.com;transport=tls';
    expect(read({ ...CALL, To })).toMatchObject({ kind: 'call', to: To });
  });
});

describe('news', () => {
  it.each([
    ['ringing', 'ringing', null],
    ['in-progress', 'in_progress', null],
    ['completed', 'completed', 42],
    ['busy', 'busy', 42],
    ['no-answer', 'no_answer', 42],
    ['timeout', 'no_answer', 42],
    ['failed', 'failed', 42],
    ['cancel', 'canceled', 42],
    ['canceled', 'canceled', 42],
    ['constructor', null, null],
    ['', null, null],
  ])('of a call that is %j say %j', (CallStatus, state, durationSeconds) => {
    const fields = { ...CALL, CallStatus, Event: CallStatus === 'ringing' ? 'Ring' : 'Hangup', Duration: '42' };
    expect(read(fields)).toEqual({ kind: 'status', ...REFERENCE, state, durationSeconds });
  });

  it('of the end come to the answer URL too, without an event', () => {
    const event = read({ ...without('Event'), CallStatus: 'completed' });
    expect(event).toEqual({ kind: 'status', ...REFERENCE, state: 'completed', durationSeconds: null });
  });

  it.each(['StartStream', 'StopStream', 'DroppedStream', 'DegradedStream', 'PlayedStream', 'ClearedAudio'])(
    '%s is about the stream',
    (Event) => {
      const event = read({ ...CALL, Event, StreamID: '227d997a' });
      expect(event).toEqual({ kind: 'status', ...REFERENCE, state: null, durationSeconds: null });
    },
  );

  it('of a call that is not inbound are about nothing that we answer', () => {
    for (const fields of [{ ...CALL, Direction: 'outbound' }, without('Direction')]) {
      expect(read(fields)).toEqual({ kind: 'status', ...REFERENCE, state: null, durationSeconds: null });
    }
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no account', without('ParentAuthID')],
    ['no call', without('CallUUID')],
    ['a long account', { ...CALL, ParentAuthID: 'A'.repeat(256) }],
    ['a long call', { ...CALL, CallUUID: 'A'.repeat(256) }],
    ['a call with a control character', { ...CALL, CallUUID: 'a\u0000' }],
  ])('names %s', (_what, fields) => {
    expect(read(fields)).toBeNull();
  });

  it('names two calls', () => {
    expect(post(`${new URLSearchParams(CALL).toString()}&CallUUID=another`)).toBeNull();
  });

  it.each(['application/json', 'text/plain', ''])('is of the type %j', (type) => {
    expect(post(new URLSearchParams(CALL).toString(), type)).toBeNull();
  });

  it('is nothing to stumble over', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const form = fc.webQueryParameters().map((text) => Buffer.from(text));
    const targets = fc.constantFrom('/in', '/in?', '/in?CallUUID=%zz&ParentAuthID=%', '/?__proto__=1&To=1&To=2');
    const methods = fc.constantFrom('GET' as const, 'POST' as const);
    const isRead = fc.property(methods, targets, fc.oneof(bytes, form), (method, target, body) => {
      const event = readPlivoEvent(new InboundRequest(method, target, { 'content-type': FORM }, body));
      expect(event === null || event.callId.length <= 255).toBe(true);
    });
    fc.assert(isRead, { numRuns: 1_000 });
  });
});
