import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../eventually.js';
import { AriLoopback } from './ari-loopback.js';

let asterisk: AriLoopback;

beforeEach(async () => {
  asterisk = await new AriLoopback().listen();
  asterisk.addUser('user', 'pass:word');
});

afterEach(() => asterisk.close());

function get(path: string, password = 'pass:word', method = 'GET'): Promise<Response> {
  const authorization = `Basic ${btoa(`user:${password}`)}`;
  return fetch(`${asterisk.baseUrl}${path}`, { method, headers: { authorization } });
}

function openingOf(query: Record<string, string>, path = '/ari/events'): WebSocket {
  const { host } = new URL(asterisk.baseUrl);
  return new WebSocket(`ws://${host}${path}?${new URLSearchParams(query).toString()}`);
}

async function statusOf(socket: WebSocket): Promise<number> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
}

const KEY = { api_key: 'user:pass:word' };

it('wants the password, a known path, a read and known parameters', async () => {
  expect((await get('/ari/asterisk/info', 'wrong')).status).toBe(401);
  expect((await get('/ari/asterisk/unknown')).status).toBe(404);
  expect((await get('/ari/asterisk/info', 'pass:word', 'DELETE')).status).toBe(405);
  expect((await get('/ari/asterisk/info?only=everything')).status).toBe(400);
  expect(await (await get('/ari/asterisk/info?only=system')).json()).toEqual({
    system: { version: expect.any(String), entity_id: expect.any(String) },
  });
});

it('knows an application while a WebSocket is open for it', async () => {
  asterisk.addExtension('1000', 'app');
  expect((await get('/ari/applications/app')).status).toBe(404);
  expect(asterisk.whoAnswers('1000')).toEqual({ kind: 'none' });
  const socket = openingOf({ ...KEY, app: 'app', subscribeAll: 'true' });
  await once(socket, 'open');
  expect(await (await get('/ari/applications/app')).json()).toMatchObject({ name: 'app' });
  expect(asterisk.whoAnswers('1000')).toEqual({ kind: 'application', id: 'app' });
  socket.terminate();
  await eventually(
    async () => (await get('/ari/applications/app')).status,
    (status) => status === 404,
  );
  expect(asterisk.events.applications).toEqual([]);
});

it('gives an application to the newest WebSocket and tells the one before it', async () => {
  const first = openingOf({ ...KEY, app: 'app' });
  await once(first, 'open');
  const second = openingOf({ ...KEY, app: 'app' });
  const [message] = (await once(first, 'message')) as [Buffer];
  expect(JSON.parse(message.toString())).toMatchObject({ type: 'ApplicationReplaced', application: 'app' });
  first.terminate();
  second.terminate();
});

it('refuses a WebSocket without its parameters', async () => {
  expect(await statusOf(openingOf({ api_key: 'user:wrong', app: 'app' }))).toBe(401);
  expect(await statusOf(openingOf({ app: 'app' }))).toBe(401);
  expect(await statusOf(openingOf(KEY))).toBe(400);
  expect(await statusOf(openingOf({ ...KEY, app: 'app', other: '1' }))).toBe(400);
  expect(await statusOf(openingOf({ ...KEY, app: 'app' }, '/elsewhere'))).toBe(404);
  asterisk.events.refuse(503);
  expect(await statusOf(openingOf({ ...KEY, app: 'app' }))).toBe(503);
});
