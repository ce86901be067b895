import { understandNcco } from './vonage-ncco.js';

const WEBSOCKET = { type: 'websocket', uri: 'wss://agent.example.com/media', 'content-type': 'audio/l16;rate=16000' };
const PHONE = { type: 'phone', number: '14155550100' };
const CONNECT = { action: 'connect', endpoint: [PHONE], from: '447700900000' };

function read(ncco: unknown, status = 200, contentType = 'application/json'): unknown {
  return understandNcco({ status, contentType, body: typeof ncco === 'string' ? ncco : JSON.stringify(ncco) });
}

it('reads what Vonage documents', () => {
  expect(read([{ action: 'talk', text: 'Hello' }])).toEqual({ type: 'say', text: 'Hello', language: 'en-US' });
  expect(read([CONNECT])).toEqual({ type: 'dial', to: '+14155550100', calledAddress: '+447700900000' });
  const endpoint = [{ ...WEBSOCKET, uri: `${WEBSOCKET.uri}?a=b&parameter.c=d%20e`, headers: { f: 'g' } }];
  expect(read([{ action: 'connect', endpoint }])).toEqual({
    type: 'stream',
    url: `${WEBSOCKET.uri}?a=b`,
    parameters: { c: 'd e', f: 'g' },
  });
});

it.each([
  ['another type', [CONNECT], 200, 'text/xml'],
  ['a refusal', [CONNECT], 403],
  ['no JSON', '<Response/>'],
  ['no list', CONNECT],
  ['nothing to do', []],
  ['an unknown action', [{ action: 'say', text: 'Hello' }]],
  ['an unknown member', [{ ...CONNECT, callerId: '447700900000' }]],
  ['no text', [{ action: 'talk' }]],
  ['a text that is too long', [{ action: 'talk', text: 'x'.repeat(1501) }]],
  ['a text that is SSML', [{ action: 'talk', text: '<speak><break/></speak>' }]],
  ['a language like none of theirs', [{ action: 'talk', text: 'Hello', language: 'EN_us' }]],
  ['no endpoint', [{ action: 'connect', endpoint: [] }]],
  ['two endpoints', [{ ...CONNECT, endpoint: [PHONE, PHONE] }]],
  ['a number with a plus', [{ ...CONNECT, endpoint: [{ type: 'phone', number: '+14155550100' }] }]],
  ['a caller id with a plus', [{ ...CONNECT, from: '+447700900000' }]],
  ['no caller id', [{ action: 'connect', endpoint: [PHONE] }]],
  ['an event URL that is no list', [{ ...CONNECT, eventUrl: 'https://calls.example.com' }]],
  ['sips', [{ ...CONNECT, endpoint: [{ type: 'sip', uri: 'sips:alice@example.com' }] }]],
  ['another audio', [{ action: 'connect', endpoint: [{ ...WEBSOCKET, 'content-type': 'audio/x-mulaw' }] }]],
  ['headers of 513 bytes', [{ action: 'connect', endpoint: [{ ...WEBSOCKET, headers: { a: 'x'.repeat(505) } }] }]],
  ['a header that is no text', [{ action: 'connect', endpoint: [{ ...WEBSOCKET, headers: { a: 1 } }] }]],
  ['a header that hides the event', [{ action: 'connect', endpoint: [{ ...WEBSOCKET, headers: { event: 'a' } }] }]],
  ['two things', [CONNECT, CONNECT]],
])('refuses %s', (_, ncco, status = 200, contentType = 'application/json') => {
  expect(read(ncco, status, contentType)).toMatchObject({ type: 'error' });
});

it('takes headers of 512 bytes', () => {
  const endpoint = [{ ...WEBSOCKET, headers: { a: 'x'.repeat(504) } }];
  expect(read([{ action: 'connect', endpoint }])).toMatchObject({ type: 'stream' });
});
