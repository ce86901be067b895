import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import { signVonageJwt } from '../../../../test/support/carriers/vonage-webhook-signer.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import { VonageInboundWebhookStrategy } from './vonage.inbound-webhook.strategy.js';
import { VONAGE } from './vonage.metadata.js';

const TARGET = '/api/v1/telephony/inbound/vonage';
const UUID = 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab';
const CONVERSATION = `CON-${UUID}`;
const CALL = { from: '447700900000', to: '442079460121', uuid: UUID, conversation_uuid: CONVERSATION };
const EVENT = { ...CALL, direction: 'inbound', timestamp: '2026-01-01T12:00:00.000Z' };

const strategy = new VonageInboundWebhookStrategy();

function bearer(claims: unknown): { authorization: string } {
  return { authorization: `Bearer ${signVonageJwt(claims, 'whatever')}` };
}

const TOKEN = bearer({ api_key: 'a1b2c3d' });

function post(body: unknown, headers: Record<string, string> = TOKEN): InboundRequest {
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  return new InboundRequest('POST', TARGET, { 'content-type': 'application/json', ...headers }, bytes);
}

function get(query: string): InboundRequest {
  return new InboundRequest('GET', `${TARGET}?${query}`, TOKEN, Buffer.alloc(0));
}

const read = (body: unknown): InboundEvent | null => strategy.read(post(body));

describe('a call', () => {
  it('has the numbers as the address parser reads them', () => {
    const event = read({ ...CALL, endpoint_type: 'phone' });
    expect(event).toEqual({
      kind: 'call',
      accountId: 'a1b2c3d',
      callId: UUID,
      to: '+442079460121',
      from: '+447700900000',
      toCountry: null,
      parameters: { ...CALL, endpoint_type: 'phone' },
    });
    const { addressTypes: acceptedTypes } = VONAGE.capabilities;
    expect(parseTelephonyAddress('+442079460121', { acceptedTypes })).toMatchObject({ canonical: '+442079460121' });
  });

  it('is the same by GET', () => {
    expect(strategy.read(get(new URLSearchParams(CALL).toString()))).toEqual(read(CALL));
  });

  it('keeps what a SIP caller added, and what a fallback says, flat', () => {
    const body = {
      ...CALL,
      'SipHeader_X-UserId': '1938ND9',
      reason: 'Connection refused',
      original_request: { url: 'https://calls.example.com/answer', type: 'answer' },
      attempts: 2,
      list: [1],
      deep: { deeper: { deepest: 1 } },
      nothing: null,
    };
    expect(read(body)).toMatchObject({
      kind: 'call',
      parameters: {
        ...CALL,
        'SipHeader_X-UserId': '1938ND9',
        reason: 'Connection refused',
        'original_request.url': 'https://calls.example.com/answer',
        'original_request.type': 'answer',
        attempts: '2',
      },
    });
  });

  it.each([
    ['+447700900001', '+447700900001'],
    ['447700900001', '+447700900001'],
    ['sip:alice@example.com', 'sip:alice@example.com'],
    ['anonymous', ''],
    ['Unknown', ''],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [['447700900001'], ''],
    [447700900001, '+447700900001'],
  ])('from %j is from "%s"', (from, expected) => {
    expect(read({ ...CALL, from })).toMatchObject({ kind: 'call', from: expected });
  });

  it('from an app is from its user', () => {
    expect(read({ ...CALL, from: undefined, from_user: 'JaneDoe' })).toMatchObject({ kind: 'call', from: 'JaneDoe' });
  });
});

describe('news', () => {
  it.each([
    ['started', 'ringing'],
    ['ringing', 'ringing'],
    ['answered', 'in_progress'],
    ['completed', 'completed'],
    ['busy', 'busy'],
    ['timeout', 'no_answer'],
    ['unanswered', 'no_answer'],
    ['cancelled', 'canceled'],
    ['rejected', 'failed'],
    ['failed', 'failed'],
    ['human', null],
    ['disconnected', null],
    ['constructor', null],
    ['', null],
  ])('%s means %s', (status, state) => {
    const event = { kind: 'status', accountId: 'a1b2c3d', callId: UUID, state, durationSeconds: null };
    expect(read({ ...EVENT, status })).toEqual(event);
    expect(strategy.read(get(new URLSearchParams({ ...EVENT, status }).toString()))).toEqual(event);
  });

  it.each([
    ['2', 2],
    [7200, 7200],
    ['0', 0],
    ['2.5', null],
    ['-1', null],
    ['', null],
    ['1e3', null],
    [1e300, null],
    [['2'], null],
    [undefined, null],
  ])('a duration of %j is %j seconds', (duration, durationSeconds) => {
    expect(read({ ...EVENT, status: 'completed', duration })).toMatchObject({ state: 'completed', durationSeconds });
  });

  it('of another leg changes no call', () => {
    const leg = { ...EVENT, to: 'wss://agent.example.com/media', status: 'completed', duration: '2' };
    for (const direction of ['outbound', undefined]) {
      expect(read({ ...leg, direction })).toMatchObject({ kind: 'status', state: null, durationSeconds: null });
    }
  });

  it.each([
    ['an outbound call', { ...CALL, direction: 'outbound' }],
    ['digits', { ...CALL, dtmf: { digits: '42', timed_out: false } }],
    ['older digits', { ...CALL, dtmf: '42' }],
    ['speech', { ...CALL, speech: { timeout_reason: 'end_on_silence_timeout' } }],
    ['a transfer', { uuid: UUID, conversation_uuid_from: CONVERSATION, conversation_uuid_to: CONVERSATION }],
    ['a machine', { ...CALL, uuid: undefined, call_uuid: UUID, status: 'machine' }],
    ['a call to nobody', { ...CALL, to: undefined }],
  ])('%s is nothing to answer', (_, body) => {
    expect(read(body)).toMatchObject({ kind: 'status', callId: UUID, state: null });
  });

  it.each([
    ['a recording', { recording_url: 'https://api.nexmo.com/v1/files/1', conversation_uuid: CONVERSATION }],
    ['an error', { reason: 'Syntax error in NCCO.', conversation_uuid: CONVERSATION }],
  ])('%s is of a conversation', (_, body) => {
    expect(read(body)).toMatchObject({ kind: 'status', callId: CONVERSATION, state: null });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no token', {}],
    ['another kind of credentials', { authorization: 'Basic YTpi' }],
    ['no JWT', { authorization: 'Bearer abc' }],
    ['no account', bearer({ application_id: 'a' })],
    ['an account that is empty', bearer({ api_key: '' })],
    ['a list of accounts', bearer({ api_key: ['a1b2c3d'] })],
    ['an account inside of claims', bearer({ claims: { api_key: 'a1b2c3d' } })],
    ['an account that is too long', bearer({ api_key: 'a'.repeat(256) })],
    ['claims that are a list', bearer([{ api_key: 'a1b2c3d' }])],
  ])('%s', (_, headers) => {
    expect(strategy.read(post(CALL, headers))).toBeNull();
  });

  it.each([
    ['no call', { from: '442079460000', to: '447700900000' }],
    ['a call id that is too long', { to: '447700900000', uuid: 'a'.repeat(256) }],
    ['a call id with a space', { to: '447700900000', uuid: 'a b' }],
    ['a list of call ids', { to: '447700900000', uuid: [UUID] }],
    ['a list', [CALL]],
    ['null', null],
    ['a text', 'to=447700900000'],
    ['bad UTF-8', new Uint8Array([0xff, 0xfe, 0x7b, 0x22])],
    ['nothing', new Uint8Array()],
  ])('%s', (_, body) => {
    expect(read(body)).toBeNull();
  });

  it('a field that was sent twice says nothing sure', () => {
    const query = new URLSearchParams(CALL).toString();
    expect(strategy.read(get(`${query}&to=447700900001`))).toMatchObject({ kind: 'status', state: null });
    expect(strategy.read(get(`${query}&uuid=other`))).toMatchObject({ kind: 'status', callId: CONVERSATION });
  });

  it('however odd, nothing makes it throw', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const odd = fc.oneof(fc.jsonValue(), text, fc.double(), fc.constant('a'.repeat(70_000)));
    const fields = ['to', 'from', 'uuid', 'conversation_uuid', 'status', 'direction', 'duration', '__proto__'];
    const bodies = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...fields), odd),
      fc.uint8Array(),
      fc.constant(Buffer.from('['.repeat(60_000))),
      fc.constant(Buffer.from(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)),
    );
    const headers = fc.oneof(
      fc.constant(TOKEN),
      fc.jsonValue().map(bearer),
      text.map((value) => ({ authorization: value })),
    );
    fc.assert(
      fc.property(bodies, headers, text, (body, sent, query) => {
        for (const method of ['GET', 'POST'] as const) {
          const { rawBody, headers: own } = post(body, sent);
          const request = new InboundRequest(method, `${TARGET}?${query}`, own, rawBody);
          const event = strategy.read(request);
          expect(typeof strategy.recognises(request)).toBe('boolean');
          if (event) expect(Math.max(event.accountId.length, event.callId.length)).toBeLessThanOrEqual(255);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a webhook of an unnamed carrier', () => {
  it('is one of Vonage by its token or its fields', () => {
    expect(strategy.recognises(post({}, bearer({ api_key: 'a1b2c3d' })))).toBe(true);
    expect(strategy.recognises(post({}, bearer({ application_id: UUID })))).toBe(true);
    expect(strategy.recognises(post(CALL, {}))).toBe(true);
    expect(
      strategy.recognises(
        new InboundRequest('GET', `${TARGET}?${new URLSearchParams(CALL).toString()}`, {}, Buffer.alloc(0)),
      ),
    ).toBe(true);
  });

  it('is not otherwise', () => {
    expect(strategy.recognises(post({ data: { event_type: 'call.initiated', payload: CALL } }, {}))).toBe(false);
    expect(strategy.recognises(post({ ...CALL, conversation_uuid: undefined }, {}))).toBe(false);
    expect(strategy.recognises(post({}, bearer({ iss: 'somebody' })))).toBe(false);
    expect(strategy.recognises(post(new Uint8Array(), {}))).toBe(false);
  });
});

it('has a decoy that nobody can sign with', () => {
  const { decoy } = new VonageInboundWebhookStrategy();
  expect(decoy.secret).toHaveLength(64);
  expect(decoy.secret).not.toBe(strategy.decoy.secret);
});
