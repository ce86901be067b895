import { understandCallXml } from './call-xml-experience.js';
import type { Experience } from './inbound-caller.js';
import { PLIVO_XML } from './plivo-xml.js';
import { VOBIZ_XML } from './vobiz-xml.js';

const STREAM = '<Stream bidirectional="true" keepCallAlive="true">wss://agent.example/media</Stream>';

function understood(inside: string, schema = PLIVO_XML): Experience {
  return understandCallXml({ status: 200, contentType: 'text/xml', body: `<Response>${inside}</Response>` }, schema);
}

it.each([
  '',
  'Hello',
  '<Hangup/>',
  '<Pause length="1"/>',
  '<Say>Hello</Say>',
  '<speak>Hello</speak>',
  '<Speak></Speak>',
  '<Speak voice="alice">Hello</Speak>',
  '<Speak language="hi-IN">Hello</Speak>',
  '<Speak language="pt-PT">Hello</Speak>',
  '<Speak voice="MAN" language="sv-SE">Hello</Speak>',
  '<Speak loop="-1">Hello</Speak>',
  '<Speak><Hangup/></Speak>',
  '<Speak>Hello</Speak><Hangup reason="gone"/>',
  '<Speak>Hello</Speak><Hangup>now</Hangup>',
  '<Hangup/><Speak>Hello</Speak>',
  '<Dial/>',
  '<Dial callerId="14155550100">14155550101</Dial>',
  '<Dial callerId="14155550100"><Sip>sip:a@b.example</Sip></Dial>',
  '<Dial callerId="14155550100"><User>14155550101</User></Dial>',
  '<Dial callerId="14155550100"><Number>sip:a@b.example</Number></Dial>',
  '<Dial callerId="14155550100" timeout="0"><Number>14155550101</Number></Dial>',
  '<Dial callerId="Acme"><Number>14155550101</Number></Dial>',
  '<Dial><Number>14155550101</Number></Dial>',
  '<Number>14155550101</Number>',
  '<Stream>wss://agent.example/media</Stream>',
  '<Stream bidirectional="true">wss://agent.example/media</Stream>',
  '<Stream keepCallAlive="true">wss://agent.example/media</Stream>',
  STREAM.replace('wss:', 'https:'),
  STREAM.replace('media', 'media#part'),
  STREAM.replace('media', 'm'.repeat(2048)),
  STREAM.replace('true', 'yes'),
  STREAM.replace('<Stream', '<Stream url="wss://agent.example/media"'),
  STREAM.replace('<Stream', '<Stream audioTrack="both"'),
  STREAM.replace('<Stream', '<Stream contentType="audio/x-mulaw"'),
  STREAM.replace('<Stream', '<Stream extraHeaders="call_id=1"'),
  STREAM.replace('<Stream', `<Stream extraHeaders="a=${'1'.repeat(511)}"`),
  STREAM.replace('<Stream', '<Stream maxRetries="3"'),
  `${STREAM}${STREAM}`,
])('a caller hears nothing of %.80s', (inside) => {
  expect(understood(inside)).toMatchObject({ type: 'error' });
});

it.each([
  [500, 'text/xml', '<Response><Speak>Hello</Speak></Response>'],
  [204, 'text/xml', '<Response><Speak>Hello</Speak></Response>'],
  [200, 'text/plain', '<Response><Speak>Hello</Speak></Response>'],
  [200, 'text/xml', '<Answer><Speak>Hello</Speak></Answer>'],
  [200, 'text/xml', '<Response version="2"><Speak>Hello</Speak></Response>'],
  [200, 'text/xml', '<Response><Speak>Hello</Response>'],
  [200, 'text/xml', ''],
  [200, 'text/xml', `<Response><Speak>${'x'.repeat(100_000)}</Speak></Response>`],
])('a caller hears nothing of %i %s %.60s', (status, contentType, body) => {
  expect(understandCallXml({ status, contentType, body }, PLIVO_XML)).toMatchObject({ type: 'error' });
});

it('a caller hears a text, a party or an agent', () => {
  expect(understood('<Speak>Hello</Speak>')).toEqual({ type: 'say', text: 'Hello', language: 'en-US' });
  expect(understood('<Dial callerId="14155550100"><User>sip:a@b.example</User></Dial>')).toEqual({
    type: 'dial',
    to: 'sip:a@b.example',
    calledAddress: '+14155550100',
  });
  expect(understood(STREAM.replace('media', 'media?a=%2B1&amp;b='))).toEqual({
    type: 'stream',
    url: 'wss://agent.example/media',
    parameters: { a: '+1', b: '' },
  });
});

it('Vobiz connects a stream again, and sets its URL no limit', () => {
  expect(understood(STREAM.replace('<Stream', '<Stream maxRetries="10"'), VOBIZ_XML)).toMatchObject({ type: 'stream' });
  expect(understood(STREAM.replace('<Stream', '<Stream maxRetries="11"'), VOBIZ_XML)).toMatchObject({ type: 'error' });
  expect(understood(STREAM.replace('media', 'm'.repeat(9_000)), VOBIZ_XML)).toMatchObject({ type: 'stream' });
});
