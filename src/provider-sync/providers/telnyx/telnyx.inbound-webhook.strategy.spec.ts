import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { writeMemo } from './telnyx.call-memo.js';
import { TelnyxInboundWebhookStrategy } from './telnyx.inbound-webhook.strategy.js';
import { TELNYX } from './telnyx.metadata.js';

const strategy = new TelnyxInboundWebhookStrategy();
const CALL_ID = 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg';
const REFERENCE = { accountId: '1293384261075731499', callId: CALL_ID };

/** As the API reference shows it. */
const INITIATED = {
  call_control_id: CALL_ID,
  connection_id: '1293384261075731499',
  call_leg_id: '428c31b6-7af4-4bcb-b7f5-5013ef9657c1',
  call_session_id: '428c31b6-abf3-3bc1-b7f4-5013ef9657c1',
  client_state: null,
  custom_headers: [{ name: 'head_1', value: 'val_1' }],
  shaken_stir_validated: true,
  from: '+35319605860',
  to: '+13129457420',
  direction: 'incoming',
  state: 'parked',
  start_time: '2025-02-02T22:25:27.521992Z',
};

function request(body: unknown, headers: Record<string, string> = {}): InboundRequest {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return new InboundRequest('POST', '/', headers, bytes);
}

function event(type: string, payload: object): object {
  const data = { record_type: 'event', event_type: type, id: 'e', occurred_at: '2025-02-02T22:26:30.900Z', payload };
  return { data, meta: { attempt: 1, delivered_to: 'https://dialplane.example/' } };
}

function read(type: string, changes: object = {}): InboundEvent | null {
  return strategy.read(request(event(type, { ...INITIATED, ...changes })));
}

describe('recognising', () => {
  it.each([
    [request('', { 'telnyx-signature-ed25519': 'x' }), true],
    [request(event('call.initiated', INITIATED)), true],
    [request(event('streaming.failed', {})), true],
    [request(event('message.received', {})), false],
    // Version 1, which nobody signs.
    [request({ record_type: 'event', event_type: 'call_initiated', payload: INITIATED }), false],
    [request({ uuid: 'u', conversation_uuid: 'c', from: '1', to: '2' }), false],
    [request('CallSid=CA1&AccountSid=AC1'), false],
  ])('%#', (sent, expected) => {
    expect(strategy.recognises(sent)).toBe(expected);
  });
});

describe('an incoming call', () => {
  it('is read with what the carrier says of it', () => {
    expect(read('call.initiated')).toEqual({
      kind: 'call',
      ...REFERENCE,
      to: '+13129457420',
      from: '+35319605860',
      toCountry: null,
      parameters: {
        call_control_id: CALL_ID,
        connection_id: '1293384261075731499',
        call_leg_id: '428c31b6-7af4-4bcb-b7f5-5013ef9657c1',
        call_session_id: '428c31b6-abf3-3bc1-b7f4-5013ef9657c1',
        custom_headers: '[{"name":"head_1","value":"val_1"}]',
        shaken_stir_validated: 'true',
        from: '+35319605860',
        to: '+13129457420',
        direction: 'incoming',
        state: 'parked',
        start_time: '2025-02-02T22:25:27.521992Z',
      },
    });
  });

  it.each([
    ['+13129457420', '+13129457420'],
    ['13129457420', '+13129457420'],
    [' +13129457420 ', '+13129457420'],
  ])('to %j is found where %s is registered', (to, registered) => {
    const { addressTypes, acceptsPossibleNumbers } = TELNYX.capabilities;
    const call = read('call.initiated', { to });
    expect(call).toMatchObject({ kind: 'call' });
    const address = call?.kind === 'call' ? call.to : '';
    const parsed = parseTelephonyAddress(address, { acceptedTypes: addressTypes, acceptsPossibleNumbers });
    expect(parsed).toMatchObject({ ok: true, canonical: registered });
  });

  it.each([
    ['sip:desk@sip.telnyx.com;user=phone', 'sip:desk@sip.telnyx.com;user=phone'],
    ['anonymous', ''],
    ['+Anonymous', ''],
    ['anonymous@anonymous.invalid', ''],
    ['Restricted', ''],
    [undefined, ''],
    [{ phone_number: '+1' }, ''],
    ['911', '911'],
  ])('from %j', (from, expected) => {
    expect(read('call.initiated', { from })).toMatchObject({ kind: 'call', from: expected });
  });
});

describe('what is no incoming call', () => {
  it('is news of no call of ours when we have dialled it', () => {
    const state = { state: null, durationSeconds: null };
    expect(read('call.initiated', { direction: 'outgoing' })).toEqual({ kind: 'status', ...REFERENCE, ...state });
    expect(read('call.initiated', { direction: undefined })).toMatchObject({ kind: 'status', state: null });
  });

  it('goes on with what was remembered', () => {
    const memo = writeMemo({ type: 'said' });
    expect(read('call.speak.ended', { client_state: memo })).toEqual({
      kind: 'step',
      ...REFERENCE,
      step: 'call.speak.ended',
      memo,
      state: null,
      durationSeconds: null,
    });
    expect(read('call.answered')).toMatchObject({ kind: 'step', memo: null, state: 'in_progress' });
    expect(read('streaming.failed')).toMatchObject({ kind: 'step', step: 'streaming.failed', state: null });
    expect(read('call.bridged')).toMatchObject({ kind: 'status', state: null });
    expect(read('call.constructor')).toMatchObject({ kind: 'status', state: null });
  });

  it.each([
    ['normal_clearing', 'completed'],
    ['time_limit', 'completed'],
    ['user_busy', 'busy'],
    ['timeout', 'no_answer'],
    ['no_answer', 'no_answer'],
    ['originator_cancel', 'canceled'],
    ['call_rejected', 'failed'],
    ['not_found', 'failed'],
    ['unspecified', 'failed'],
    ['toString', 'failed'],
    [undefined, 'failed'],
  ])('ends by %s as %s', (cause, state) => {
    const durationSeconds = state === 'completed' ? 63 : null;
    expect(read('call.hangup', { hangup_cause: cause })).toMatchObject({ kind: 'step', state, durationSeconds });
  });

  it('lasts as long as the carrier says, where it says it', () => {
    const ended = { hangup_cause: 'normal_clearing' };
    const lasting = (changes: object): unknown => {
      const read_ = read('call.hangup', { ...ended, ...changes });
      return read_?.kind === 'step' ? read_.durationSeconds : undefined;
    };
    expect(lasting({ end_time: '2025-02-02T22:25:37.600Z' })).toBe(10);
    expect(lasting({ start_time: 'yesterday' })).toBeNull();
    expect(lasting({ end_time: '2025-02-02T22:25:00Z' })).toBeNull();
  });

  it('says nothing of the call when a leg ends that we had dialled for it', () => {
    const leg = { client_state: writeMemo({ type: 'leg', callId: 'v3:first' }), hangup_cause: 'user_busy' };
    expect(read('call.hangup', leg)).toMatchObject({ kind: 'step', state: null, memo: leg.client_state });
    expect(read('call.answered', leg)).toMatchObject({ kind: 'step', state: null });
  });
});

it.each([
  { call_control_id: undefined },
  { call_control_id: '' },
  { call_control_id: [CALL_ID] },
  { call_control_id: 'x'.repeat(256) },
  { connection_id: undefined },
  { connection_id: 1293384261075731 },
  { connection_id: 'x'.repeat(256) },
  { call_control_id: 'v3:a\nanswer' },
])('reads nothing that does not name call and application: %j', (changes) => {
  expect(read('call.initiated', changes)).toBeNull();
  expect(read('call.hangup', changes)).toBeNull();
});

it('reads ids up to 255 characters', () => {
  const callId = 'x'.repeat(255);
  expect(read('call.initiated', { call_control_id: callId })).toMatchObject({ callId });
});

describe('never throws', () => {
  const strange = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
  );

  it('on any bytes', () => {
    fc.assert(
      fc.property(strange, (body) => {
        expect(strategy.read(request(body))).toBeNull();
        expect(strategy.recognises(request(body))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('on what is nested deeper than it could be written', () => {
    const sent = JSON.stringify(event('call.initiated', { ...INITIATED, deep: 0 }));
    const deep = sent.replace('"deep":0', `"deep":${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    expect(strategy.read(request(deep))).toMatchObject({ kind: 'call', ...REFERENCE, to: '+13129457420' });
  });

  const types = ['call.initiated', 'call.answered', 'call.hangup', 'call.speak.ended', 'streaming.failed', 'call.cost'];
  const members = [...Object.keys(INITIATED), 'hangup_cause', 'end_time', '__proto__', 'constructor'];
  const payload = fc.dictionary(fc.constantFrom(...members), fc.oneof(fc.jsonValue(), fc.string()));

  it('on events whose members are of any kind, and answers what is within bounds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), payload, fc.boolean(), (type, changes, isNamed) => {
        const names = { call_control_id: CALL_ID, connection_id: '1' };
        const sent = JSON.stringify(event(type, { ...INITIATED, ...changes, ...(isNamed && names) }));
        const found = strategy.read(request(sent));
        if (found === null) return expect(isNamed).toBe(false);
        expect(found.callId.length).toBeLessThanOrEqual(255);
        expect(found.accountId.length).toBeLessThanOrEqual(255);
        if (found.kind !== 'call') return;
        expect([typeof found.to, typeof found.from]).toEqual(['string', 'string']);
        for (const value of Object.values(found.parameters)) expect(typeof value).toBe('string');
      }),
      { numRuns: 2_000 },
    );
  });
});
