import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ApiResponse } from '../api-client.js';
import { eventually } from '../eventually.js';
import type { AriCall } from './ari-call.js';
import { AriLoopback } from './ari-loopback.js';

const MEDIA = {
  channelId: 'm',
  app: 'app',
  external_host: 'agent',
  encapsulation: 'none',
  transport: 'websocket',
  format: 'ulaw',
  transport_data: 'f(json)',
};

let pbx: AriLoopback;
let events: Record<string, unknown>[];
let call: AriCall;

beforeEach(async () => {
  pbx = await new AriLoopback().listen();
  pbx.addUser('user', 'password');
  pbx.addExtension('1000', 'app');
  pbx.switchboard.mediaConnections.set('agent', 'answers');
  pbx.switchboard.dialplan.set('_+X.@out', 'answers');
  events = [];
  const { host } = new URL(pbx.baseUrl);
  const socket = new WebSocket(`ws://${host}/ari/events?api_key=user:password&app=app&subscribeAll=true`);
  socket.on('message', (data: Buffer) => events.push(JSON.parse(data.toString()) as Record<string, unknown>));
  await once(socket, 'open');
  call = pbx.ring('1000', '+14155550100', ['+14155551234']);
});

afterEach(() => pbx.close());

async function send(method: string, path: string, json?: unknown): Promise<Pick<ApiResponse, 'status' | 'body'>> {
  const headers: Record<string, string> = { authorization: `Basic ${btoa('user:password')}` };
  if (json !== undefined) headers['content-type'] = 'application/json';
  const body = json === undefined ? null : JSON.stringify(json);
  const answer = await fetch(`${pbx.baseUrl}/ari${path}`, { method, headers, body });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

function heard(type: string): Promise<Record<string, unknown>> {
  const found = (): Record<string, unknown> | undefined => events.find((event) => event['type'] === type);
  return eventually(
    () => Promise.resolve(found()),
    (event) => event !== undefined,
  ) as Promise<Record<string, unknown>>;
}

it('announces a call with the fields that ARI documents', async () => {
  expect(await heard('StasisStart')).toEqual({
    type: 'StasisStart',
    application: 'app',
    asterisk_id: expect.any(String),
    timestamp: expect.stringMatching(/\+0000$/),
    args: ['+14155551234'],
    channel: {
      id: call.id,
      name: expect.stringMatching(/^PJSIP\//),
      state: 'Ring',
      protocol_id: '',
      caller: { name: '', number: '+14155550100' },
      connected: { name: '', number: '' },
      accountcode: '',
      dialplan: { context: 'from-trunk', exten: '1000', priority: 1, app_name: 'Stasis', app_data: 'app' },
      creationtime: expect.stringMatching(/\+0000$/),
      language: 'en',
    },
  });
});

it('leaves a call alone when nobody is registered for it', () => {
  pbx.addExtension('1001', 'nobody');
  expect(pbx.ring('1001', '').experience()).toEqual({ type: 'error', why: expect.any(String) });
});

it.each([
  ['POST', '/channels/nobody/answer', undefined, 404],
  ['GET', '/channels/nobody', undefined, 404],
  ['PUT', '/channels/CALL/answer', undefined, 405],
  ['POST', '/channels/CALL/answer?loud=1', undefined, 400],
  ['DELETE', '/channels/CALL?reason=because', undefined, 400],
  ['GET', '/channels/CALL/variable', undefined, 400],
  ['GET', '/channels/CALL/variable?variable=NONE', undefined, 404],
  ['POST', '/channels/CALL/variable', { variable: 'A', value: ['x'] }, 400],
  ['POST', '/channels/externalMedia', { ...MEDIA, app: 'other' }, 400],
  ['POST', '/channels/externalMedia', { ...MEDIA, variables: { a: 1 } }, 400],
  ['POST', '/channels/externalMedia', { ...MEDIA, variables: { 'CALLERID(num)': 'x' } }, 400],
  ['POST', '/channels/externalMedia', { ...MEDIA, transport: 'udp' }, 501],
  ['POST', '/channels/externalMedia', { ...MEDIA, external_host: 'nobody' }, 500],
  ['POST', '/channels/externalMedia', { ...MEDIA, transport_data: 'z(1)' }, 500],
  ['POST', '/channels/externalMedia', { ...MEDIA, channelId: 'x'.repeat(150) }, 400],
  ['POST', '/channels/new', { endpoint: 'nonsense', app: 'app' }, 500],
  ['POST', '/channels/new', { endpoint: 'Local/1@out/n', app: 'app', loud: 'yes' }, 400],
  ['DELETE', '/bridges/none', undefined, 404],
  ['POST', '/bridges/none/addChannel?channel=CALL', undefined, 404],
  ['POST', '/bridges/b?type=holding', undefined, 400],
])('%s %s %j is answered with %i', async (method, path, json, status) => {
  const answer = await send(method, path.replace('CALL', call.id), json);
  expect(answer).toEqual({ status, body: { message: expect.any(String) } });
});

it('connects a media WebSocket after its request was answered', async () => {
  const variables = { DIALPLANE_x: 'y', STREAM_URL: 'wss://agent.example.com' };
  const answer = await send('POST', '/channels/externalMedia', { ...MEDIA, variables });
  expect(answer).toMatchObject({ status: 200, body: { id: 'm', state: 'Down' } });
  expect((await send('POST', '/bridges/b?type=mixing')).body).toMatchObject({ id: 'b', channels: [] });
  await eventually(
    async () => (await send('GET', '/channels/m')).body.state,
    (state) => state === 'Up',
  );
  expect((await send('POST', `/channels/${call.id}/answer`)).status).toBe(204);
  expect((await send('POST', `/bridges/b/addChannel?channel=${call.id},gone`)).status).toBe(400);
  expect((await send('POST', `/bridges/b/addChannel?channel=${call.id},m`)).status).toBe(204);
  expect(call.experience()).toEqual({ type: 'stream', url: variables.STREAM_URL, parameters: { x: 'y' } });
  expect((await send('POST', '/channels/externalMedia', MEDIA)).status).toBe(409);
});

it('tells an agent nothing in plain text', async () => {
  await send('POST', '/channels/externalMedia', { ...MEDIA, transport_data: '', variables: { DIALPLANE_x: 'y' } });
  expect(pbx.switchboard.channel('m').variables.size).toBe(0);
});

it('does not touch a channel that is not in the application, or not there yet', async () => {
  expect((await send('POST', `/channels/${call.id}/continue`)).status).toBe(204);
  expect([404, 409]).toContain((await send('POST', `/channels/${call.id}/answer`)).status);
  expect(await heard('StasisEnd')).toMatchObject({ channel: { id: call.id } });
  pbx.switchboard.dialplan.set('_+X.@out', 'rings');
  await send('POST', '/channels/new', { endpoint: 'Local/+14155550123@out/n', app: 'app' });
  expect((await send('POST', '/channels/new/answer')).status).toBe(409);
});

it('says whether the dialplan has an extension', async () => {
  const ask = async (context: string, extension: string): Promise<unknown> => {
    const variable = encodeURIComponent(`DIALPLAN_EXISTS(${context},${extension},1)`);
    return (await send('GET', `/channels/${call.id}/variable?variable=${variable}`)).body.value;
  };
  expect(await ask('out', '+14155550123')).toBe('1');
  expect(await ask('out', 'sip')).toBe('0');
  expect(await ask('elsewhere', '+14155550123')).toBe('0');
});

it('ends both halves of a Local channel, and tells the cause', async () => {
  pbx.switchboard.dialplan.set('_+X.@out', 'rings');
  const near = { endpoint: 'Local/+14155550123@out/n', app: 'app', otherChannelId: 'far' };
  expect((await send('POST', '/channels/near', near)).status).toBe(200);
  expect((await send('DELETE', '/channels/near?reason=answered_elsewhere')).status).toBe(204);
  expect(await heard('ChannelDestroyed')).toMatchObject({ cause: 26, channel: { id: 'near' } });
  expect([...pbx.switchboard.channels.keys()]).toEqual([call.id]);
});
