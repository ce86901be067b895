import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { readVobizEvent } from './vobiz.inbound-reader.js';
import { VOBIZ } from './vobiz.metadata.js';

const FORM = 'application/x-www-form-urlencoded';

/** As Vobiz sends it to the answer URL. */
const CALL = {
  CallUUID: '9a0e0208-d01a-4572-9a04-fe583a05ac53',
  CallStatus: 'ringing',
  Direction: 'inbound',
  Event: 'StartApp',
  From: '917971442086',
  ParentAuthID: 'MA_CANARY01',
  To: '918071387149',
};

const REFERENCE = { accountId: CALL.ParentAuthID, callId: CALL.CallUUID };

function post(body: string, contentType = FORM, target = '/in'): InboundEvent | null {
  return readVobizEvent(new InboundRequest('POST', target, { 'content-type': contentType }, Buffer.from(body)));
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
    to: '+918071387149',
    from: '+917971442086',
    toCountry: 'IN',
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
    expect(readVobizEvent(new InboundRequest('GET', target, {}, Buffer.alloc(0)))).toEqual(call);
  });

  it('is not told by the URL of a POST', () => {
    expect(post('', FORM, `/in?${new URLSearchParams(CALL).toString()}`)).toBeNull();
    const body = new URLSearchParams(without('To')).toString();
    expect(post(body, FORM, '/in?To=14155550199')).toMatchObject({ kind: 'call', to: '' });
  });

  it('belongs to the main account, whatever else is named', () => {
    expect(read({ ...CALL, AuthID: 'SA_SUBACCOUNT', auth_id: 'SA_SUBACCOUNT' })).toMatchObject(REFERENCE);
    expect(read({ ...without('ParentAuthID'), AuthID: 'MA_CANARY01' })).toBeNull();
  });

  it.each(['anonymous', 'Restricted', '+Unknown'])('of a caller who is %j has no caller', (From) => {
    expect(read({ ...CALL, From })).toMatchObject({ kind: 'call', from: '' });
  });

  it.each([
    ['918071387149', '+918071387149'],
    ['+918071387149', '+918071387149'],
    ['08071387149', '+918071387149'],
    ['14155550100', '+14155550100'],
    ['911401234567', '+911401234567'],
  ])('to %s is found as %s', (To, canonical) => {
    const event = read({ ...CALL, To });
    if (event?.kind !== 'call') throw new Error('This is a call.');
    const { addressTypes, acceptsPossibleNumbers } = VOBIZ.capabilities;
    const options = { acceptedTypes: addressTypes, acceptsPossibleNumbers, countryCode: event.toCountry };
    expect(parseTelephonyAddress(event.to, options)).toMatchObject({ ok: true, canonical });
  });

  it('to a SIP endpoint keeps its address', () => {
    const To = 'sip:alice123@registrar.vobiz.ai;transport=tls';
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
      const event = readVobizEvent(new InboundRequest(method, target, { 'content-type': FORM }, body));
      expect(event === null || event.callId.length <= 255).toBe(true);
    });
    fc.assert(isRead, { numRuns: 1_000 });
  });
});
