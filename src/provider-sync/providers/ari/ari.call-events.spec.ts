import fc from 'fast-check';
import { parseTelephonyAddress } from '../../../common/address/telephony-address.js';
import { AriCallEvents } from './ari.call-events.js';
import { ARI } from './ari.metadata.js';

const APP = 'dialplane_0123456789ab';
const CALL = '1764000000.7';
const MEDIA = `${APP}-media-${CALL}`;

let events: AriCallEvents;

beforeEach(() => {
  events = new AriCallEvents(APP);
});

function channel(fields: object = {}): object {
  return {
    id: CALL,
    name: 'PJSIP/trunk-00000001',
    protocol_id: 'a84b4c76e66710@pc33.example.com',
    state: 'Ring',
    caller: { name: 'Alice', number: '+14155550100' },
    connected: { name: '', number: '' },
    accountcode: '',
    dialplan: { context: 'from-trunk', exten: '1000', priority: 1, app_name: 'Stasis', app_data: APP },
    creationtime: '2026-11-25T03:00:00.000+0000',
    language: 'en',
    ...fields,
  };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 25, 3) + seconds * 1_000).toISOString().replace('Z', '+0000');
}

function told(type: string, fields: object = {}): ReturnType<AriCallEvents['read']> {
  const event = { type, application: APP, timestamp: at(0), channel: channel(), asterisk_id: '00:00:5e:00:53:01' };
  return events.read(JSON.stringify({ ...event, ...fields }));
}

const start = (fields: object = {}, args: string[] = []): ReturnType<typeof told> =>
  told('StasisStart', { args, channel: channel(fields) });

const dialled = (exten: string): object => ({ dialplan: { context: 'from-trunk', exten, priority: 1 } });

describe('a call', () => {
  it('is what enters the application from the dialplan', () => {
    expect(start()).toEqual({
      kind: 'call',
      accountId: '',
      callId: CALL,
      to: '1000',
      from: '+14155550100',
      toCountry: null,
      parameters: {
        channel_id: CALL,
        channel_name: 'PJSIP/trunk-00000001',
        channel_state: 'Ring',
        protocol_id: 'a84b4c76e66710@pc33.example.com',
        caller_number: '+14155550100',
        caller_name: 'Alice',
        context: 'from-trunk',
        extension: '1000',
        language: 'en',
      },
    });
  });

  it.each([
    ['1000', [], '1000'],
    ['reception', [], 'reception'],
    ['+14155551234', [], '+14155551234'],
    ['14155551234', [], '+14155551234'],
    ['442079460958', [], '+442079460958'],
    ['s', ['+14155551234'], '+14155551234'],
    ['s', [' 14155551234 ', 'more'], '+14155551234'],
    ['s', ['sip:Support@example.com;transport=tcp'], 'sip:Support@example.com;transport=tcp'],
    ['1000', [''], '1000'],
    ['00442079460958', [], '00442079460958'],
  ])('to %j with the arguments %j is one to %j', (exten, args, to) => {
    expect(start(dialled(exten), args)).toMatchObject({ kind: 'call', to });
  });

  it.each(['1000', 'reception', '+14155551234', '+442079460958'])(
    'finds what was registered as %s, with or without the plus',
    (address) => {
      const { addressTypes, acceptsPossibleNumbers } = ARI.capabilities;
      for (const exten of [address, address.replace('+', '')]) {
        const { to } = start(dialled(exten)) as { to: string };
        const parsed = parseTelephonyAddress(to, { acceptedTypes: addressTypes, acceptsPossibleNumbers });
        expect(parsed).toMatchObject({ ok: true, canonical: address });
      }
    },
  );

  it.each([
    ['', ''],
    ['anonymous', ''],
    ['Anonymous', ''],
    ['2001', '2001'],
  ])('from %j comes from %j', (number, from) => {
    expect(start({ caller: { name: '', number } })).toMatchObject({ from });
  });

  it('hands on what Stasis() was given', () => {
    expect(start({}, ['+14155551234', 'vip'])).toMatchObject({ parameters: { arguments: '+14155551234,vip' } });
  });

  it.each([
    ['has no extension, because ARI made it', { channel: channel(dialled('')) }],
    ['is in another application', { application: 'other' }],
    ['takes the place of another', { replace_channel: channel() }],
    ['has no id', { channel: channel({ id: '' }) }],
    ['has an id that is too long', { channel: channel({ id: 'x'.repeat(256) }) }],
    ['has an id that is none', { channel: channel({ id: ['x'] }) }],
    ['has no channel', { channel: null }],
  ])('is none when it %s', (_why, fields) => {
    expect(told('StasisStart', { args: [], ...fields })).toBeNull();
  });

  it('is read as far as it goes when the PBX says less', () => {
    const bare = { id: CALL, dialplan: { exten: '1000' } };
    expect(told('StasisStart', { channel: bare, timestamp: undefined })).toMatchObject({ to: '1000', from: '' });
    expect(told('ChannelDestroyed', { channel: bare })).toMatchObject({ state: 'canceled', durationSeconds: null });
  });
});

describe('what becomes of a call', () => {
  it('is told once it is answered and once it is over', () => {
    start();
    const up = channel({ state: 'Up' });
    expect(told('ChannelStateChange', { channel: up, timestamp: at(4) })).toEqual({
      kind: 'status',
      accountId: '',
      callId: CALL,
      state: 'in_progress',
      durationSeconds: null,
    });
    expect(told('StasisEnd', { channel: up })).toMatchObject({ kind: 'step', step: 'caller_left', state: null });
    expect(told('ChannelDestroyed', { channel: up, cause: 16, timestamp: at(66) })).toMatchObject({
      kind: 'status',
      state: 'completed',
      durationSeconds: 62,
    });
    expect(told('ChannelDestroyed', { channel: up, cause: 16 })).toBeNull();
  });

  it('counts from the beginning when the dialplan had answered', () => {
    start({ state: 'Up' });
    const end = { channel: channel({ state: 'Up' }), cause: 16, timestamp: at(10) };
    expect(told('ChannelDestroyed', end)).toMatchObject({ state: 'completed', durationSeconds: 10 });
  });

  it.each([
    [16, 'canceled'],
    [0, 'canceled'],
    [17, 'busy'],
    [18, 'no_answer'],
    [19, 'no_answer'],
    [34, 'failed'],
    [127, 'failed'],
  ])('unanswered, the cause %i means %s', (cause, state) => {
    start();
    expect(told('ChannelDestroyed', { cause })).toMatchObject({ kind: 'status', state, durationSeconds: null });
  });

  it('is not told of channels that are no calls of ours', () => {
    const other = channel({ id: '1764000000.8', state: 'Up' });
    start();
    for (const type of ['ChannelStateChange', 'ChannelDestroyed', 'ChannelCreated', 'ChannelVarset']) {
      expect(told(type, { channel: other, cause: 16 })).toBeNull();
    }
  });

  it('is told at the latest when a call leaves that began on another connection', () => {
    expect(told('StasisEnd')).toMatchObject({ kind: 'step', step: 'caller_left', state: 'completed' });
  });
});

describe('what was made for a call', () => {
  it.each([
    ['StasisStart', { state: 'Up' }, {}, 'media_ready'],
    ['ChannelDestroyed', { state: 'Up' }, { cause: 16 }, 'media_ended'],
    ['ChannelDestroyed', { state: 'Down' }, { cause: 3 }, 'media_failed'],
    ['ChannelDestroyed', { state: 'Ringing' }, { cause: 19 }, 'media_failed'],
  ])('%s %j is a step of the call', (type, fields, rest, step) => {
    const made = told(type, { channel: channel({ id: MEDIA, ...dialled(''), ...fields }), args: [], ...rest });
    expect(made).toMatchObject({ kind: 'step', callId: CALL, step, memo: null, state: null });
    const dial = channel({ id: MEDIA.replace('media', 'dial'), ...dialled(''), ...fields });
    expect(told(type, { channel: dial, args: [], ...rest })).toMatchObject({ step: step.replace('media', 'dial') });
  });

  it.each([
    ['it was dropped by us', 'ChannelDestroyed', MEDIA, 26],
    ['it has left the application', 'StasisEnd', MEDIA, undefined],
    ['it is the far half of a Local channel', 'ChannelDestroyed', `${APP}-far-${CALL}`, 16],
    ['it belongs to another configuration', 'ChannelDestroyed', `dialplane_fffffffffff0-media-${CALL}`, 16],
  ])('means nothing when %s', (_why, type, id, cause) => {
    expect(told(type, { channel: channel({ id, state: 'Down' }), cause })).toBeNull();
  });
});

describe('anything else', () => {
  it.each(['', 'x', 'null', '1', '[]', '{}', '{"channel":{}}', '{"type":"StasisStart","channel":[]}'])(
    'such as %j is nothing',
    (message) => {
      expect(events.read(message)).toBeNull();
    },
  );

  it('never throws, and never makes a call without an id', () => {
    const names = ['type', 'application', 'channel', 'args', 'id', 'state', 'dialplan', 'exten', 'caller', 'number'];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(APP, CALL, MEDIA, 'StasisStart', 'ChannelDestroyed', 'Up', '', null, 26, true),
        fc.string(),
        fc.array(tie('any')),
        fc.dictionary(fc.constantFrom(...names), tie('any')),
      ),
    })).any;
    const fields = { type: fc.constantFrom('StasisStart', 'StasisEnd', 'ChannelStateChange', 'ChannelDestroyed') };
    const event = fc.record({ ...fields, application: fc.constant(APP), channel: value, args: value, cause: value });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          event.map((made) => JSON.stringify(made)),
        ),
        (message) => {
          const read = events.read(message);
          return read === null || (read.callId.length > 0 && read.callId.length <= 255);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
