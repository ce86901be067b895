import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { SentWebhook } from './inbound-caller.js';
import type { TelnyxCall } from './telnyx-call.js';
import type { TelnyxCalls } from './telnyx-calls.js';
import { TelnyxLoopback } from './telnyx-loopback.js';
import { newTelnyxSigningKey, telnyxSignature } from './telnyx-signing-keys.js';

const KEY = 'KEY-test';
const PUBLIC_KEY = newTelnyxSigningKey();
const STATE = Buffer.from('memo').toString('base64');
const STREAM = { stream_url: 'wss://agent.example.com/', stream_bidirectional_mode: 'rtp' };

describe('calls of TelnyxLoopback', () => {
  let telnyx: TelnyxLoopback;
  let calls: TelnyxCalls;
  let call: TelnyxCall;
  let events: SentWebhook[];

  beforeEach(async () => {
    telnyx = await new TelnyxLoopback().listen();
    telnyx.addAccount({ apiKey: KEY, publicKey: PUBLIC_KEY });
    calls = telnyx.calls(KEY);
    events = [];
    telnyx.webhooks.deliver = (webhook) => Promise.resolve(events.push(webhook) && 200);
    const parties = { from: '+35319605860', to: '+12025550131', connectionId: '7', url: 'https://calls.example.com/' };
    call = calls.ring({ ...parties, callControlId: 'v3:one' });
  });

  afterEach(() => telnyx.close());

  const command = async (name: string, body: unknown, id = 'v3:one', key = KEY): Promise<[number, unknown]> => {
    const answer = await fetch(`${telnyx.baseUrl}/v2/calls/${encodeURIComponent(id)}/actions/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { data, errors } = (await answer.json()) as { data?: unknown; errors?: [{ code: string }] };
    return [answer.status, data ?? errors?.[0].code];
  };
  const heard = async (): Promise<string[]> => {
    await telnyx.webhooks.idle();
    return events.map(({ body }) => (JSON.parse(body) as { data: { event_type: string } }).data.event_type);
  };
  const OK = [200, { result: 'ok' }];

  it('goes through the life of a call, and tells it signed', async () => {
    expect(await command('answer', { client_state: STATE, ...STREAM })).toEqual(OK);
    expect(await command('speak', { payload: 'Hello', voice: 'AWS.Polly.Joanna' })).toEqual(OK);
    expect(await command('hangup', {})).toEqual(OK);
    expect(await heard()).toEqual([
      'call.answered',
      'streaming.started',
      'call.speak.started',
      'call.speak.ended',
      'streaming.stopped',
      'call.hangup',
    ]);
    for (const { body, headers } of events) {
      expect(body).toContain(STATE);
      const signature = telnyxSignature(PUBLIC_KEY, String(headers['telnyx-timestamp']), body);
      expect(headers['telnyx-signature-ed25519']).toBe(signature);
    }
  });

  it('bridges a call that is forwarded, and ends both legs', async () => {
    await command('answer', {});
    expect(await command('transfer', { to: '+442079460958', target_leg_client_state: STATE })).toEqual(OK);
    expect(call.orders).toEqual([{ type: 'transfer', to: '+442079460958', from: '+12025550131' }]);
    await command('hangup', {});
    expect(await heard()).toEqual([
      'call.answered',
      'call.initiated',
      'call.answered',
      'call.bridged',
      'call.bridged',
      'call.hangup',
      'call.hangup',
    ]);
    expect(call.peer?.state).toBe('ended');
  });

  it('leaves the first leg alone when the second is not reached', async () => {
    calls.destination = 'user_busy';
    await command('answer', {});
    await command('transfer', { to: 'sip:desk@pbx.example.com' });
    expect(await heard()).toEqual(['call.answered', 'call.initiated', 'call.hangup']);
    expect(call.state).toBe('answered');
  });

  it('does a command once that has an id, for each call', async () => {
    await command('answer', { command_id: 'a' });
    expect(await command('answer', { command_id: 'a' })).toEqual(OK);
    expect(await command('answer', { command_id: 'b' })).toEqual([422, '10015']);
    expect(await heard()).toEqual(['call.answered']);
  });

  it('does not remember the id of a command that it refused', async () => {
    expect(await command('hangup', { command_id: 'a' })).toEqual([422, '90034']);
    await command('answer', {});
    expect(await command('hangup', { command_id: 'a' })).toEqual(OK);
    expect(call.state).toBe('ended');
  });

  it.each(['speak', 'transfer', 'hangup'])('refuses %s before the call is answered', async (name) => {
    const bodies = { speak: { payload: 'x', voice: 'female' }, transfer: { to: '+442079460958' }, hangup: {} };
    expect(await command(name, bodies[name as keyof typeof bodies])).toEqual([422, '90034']);
  });

  it('refuses everything for a call that is over, is of somebody else, or never was', async () => {
    telnyx.addAccount({ apiKey: 'KEY-other', publicKey: PUBLIC_KEY });
    expect(await command('answer', {}, 'v3:one', 'KEY-other')).toEqual([422, '90015']);
    expect(await command('answer', {}, 'v3:two')).toEqual([422, '90015']);
    expect(await command('reject', { cause: 'USER_BUSY' })).toEqual(OK);
    expect(await command('answer', {})).toEqual([422, '90018']);
    expect(await command('hangup', {})).toEqual([422, '90018']);
  });

  it.each([
    ['answer', { stream: 'wss://agent.example.com/' }, '10015'],
    ['answer', { custom_parameters: [{ name: 'a', value: 'b' }] }, '10015'],
    ['answer', { client_state: 'no base64!' }, '10015'],
    ['answer', { ...STREAM, stream_url: 'https://agent.example.com/' }, '10003'],
    ['answer', { ...STREAM, stream_url: `wss://agent.example.com/${'x'.repeat(2_000)}` }, '10003'],
    ['answer', { ...STREAM, stream_bidirectional_codec: 'pcmu' }, '10015'],
    ['answer', { stream_track: 'inbound_track' }, '10015'],
    ['answer', { stream_url: 'wss://agent.example.com/', stream_bidirectional_codec: 'PCMU' }, '10015'],
    ['reject', {}, '10004'],
    ['reject', { cause: 'busy' }, '10015'],
    ['speak', { voice: 'female' }, '10004'],
    ['speak', { payload: 'x', voice: 'Joanna' }, '10015'],
    ['speak', { payload: 'x'.repeat(3_001), voice: 'female' }, '10015'],
    ['speak', { payload: 'x', voice: 'female', language: 'de' }, '10015'],
    ['transfer', { to: '442079460958' }, '10016'],
    ['transfer', { to: '+442079460958', from: 'Dialplane' }, '10016'],
    ['transfer', { to: '+442079460958', timeout_secs: 4 }, '10033'],
    ['hangup', { cause: 'CALL_REJECTED' }, '10015'],
  ])('refuses %s with %j', async (name, body, code) => {
    expect(await command(name, body)).toEqual([422, code]);
  });

  it('has no other commands', async () => {
    expect(await command('explode', {})).toEqual([404, '10005']);
  });

  it('sends events over HTTP to the URL of the call, and keeps those that are not taken', async () => {
    const bodies: string[] = [];
    const server = createServer((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
      incoming.on('end', () => outgoing.writeHead(bodies.length === 1 ? 200 : 503).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const other = await new TelnyxLoopback().listen();
    other.addAccount({ apiKey: KEY, publicKey: PUBLIC_KEY });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const heardCall = other.calls(KEY).ring({ callControlId: 'v3:x', connectionId: '1', from: '+1', to: '+2', url });
    other.calls(KEY).end(heardCall, 'originator_cancel', 'caller');
    await other.webhooks.idle();
    expect(other.webhooks.refused).toEqual([]);
    other.calls(KEY).end(other.calls(KEY).ring({ ...heardCall, callControlId: 'v3:y' }), 'timeout', 'caller');
    await other.close();
    expect(other.webhooks.refused).toHaveLength(1);
    expect(bodies).toHaveLength(2);
    server.close();
  });
});
