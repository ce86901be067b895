import { CLOUDONIX_CXML } from './cloudonix-cxml.js';
import { readTwiml } from './read-twiml.js';
import { TWILIO_TWIML } from './twilio-twiml.js';
import type { TwimlDialect } from './twiml-dialect.js';

const STREAM = '<Connect><Stream url="wss://a.example.com/media"/></Connect>';

function read(inside: string, dialect: TwimlDialect = TWILIO_TWIML, contentType = 'text/xml'): unknown {
  return readTwiml({ status: 200, contentType, body: `<Response>${inside}</Response>` }, dialect);
}

describe('an answer in TwiML', () => {
  it.each([
    [STREAM, { type: 'stream', url: 'wss://a.example.com/media', parameters: {} }],
    ['<Connect><Stream url="wss://a.example.com/m?x=1"/></Connect>', { type: 'stream', url: 'wss://a.example.com/m' }],
    ['<Dial>+14155550100</Dial>', { type: 'dial', to: '+14155550100' }],
    ['<Dial callerId="+14155550101">\n<Sip>sip:a@b.example</Sip>\n</Dial>', { calledAddress: '+14155550101' }],
    ['<Say>Hello &amp; bye</Say><Hangup/>', { type: 'say', text: 'Hello & bye', language: 'en-US' }],
  ])('%s is understood', (inside, experience) => expect(read(inside)).toMatchObject(experience));

  it.each([
    '',
    'Hello',
    '<Hangup/>',
    '<Speak>Hello</Speak>',
    '<say>Hello</say>',
    '<Say/>',
    '<Say> </Say>',
    `<Say>${'x'.repeat(4_097)}</Say>`,
    '<Say language="tlh">Hello</Say>',
    '<Say speed="2">Hello</Say>',
    '<Say><Hangup/></Say>',
    '<Say>Hello</Say><Say>again</Say>',
    '<Connect/>',
    '<Connect>wss://a.example.com/</Connect>',
    '<Stream url="wss://a.example.com/"/>',
    '<Connect><Stream/></Connect>',
    '<Connect><Stream url="https://a.example.com/"/></Connect>',
    '<Connect><Stream url="wss://a.example.com/" track="both_tracks"/></Connect>',
    '<Connect><Stream url="wss://a.example.com/"><Parameter name="a"/></Stream></Connect>',
    `<Connect><Stream url="wss://a.example.com/"><Parameter name="a" value="${'x'.repeat(499)}"/></Stream></Connect>`,
    '<Connect><Stream url="wss://a.example.com/"><Parameter name="a" value=""/><Parameter name="a" value=""/></Stream></Connect>',
    `${STREAM}<Pause length="40"/>`,
    '<Dial/>',
    '<Dial>4155550100</Dial>',
    '<Dial timeout="601"><Number>+14155550100</Number></Dial>',
    '<Dial><Number>+14155550100</Number><Sip>sip:a@b.example</Sip></Dial>',
    '<Say>Fish & Chips</Say>',
    '<Say>&nbsp;</Say>',
    '<Say>Hello',
    `<!-- ${'x'.repeat(64 * 1_024)} --><Say>Hello</Say>`,
  ])('%s is refused', (inside) => expect(read(inside)).toMatchObject({ type: 'error' }));

  it('is read only from a success that says to be XML', () => {
    const answer = { status: 200, contentType: 'text/xml', body: '<Response><Say>Hello</Say></Response>' };
    expect(readTwiml(answer, TWILIO_TWIML)).toMatchObject({ type: 'say' });
    for (const change of [{ status: 403 }, { status: 500 }, { contentType: 'application/json' }, { contentType: '' }]) {
      expect(readTwiml({ ...answer, ...change }, TWILIO_TWIML)).toMatchObject({ type: 'error' });
    }
  });
});

describe('an answer in CXML', () => {
  it.each([
    [STREAM + '<Hangup/>', { type: 'stream' }],
    ['<Connect><Stream url="wss://a.example.com/m?x=1"/></Connect>', { url: 'wss://a.example.com/m?x=1' }],
    ['<Dial trunks="a"><Number>61000</Number></Dial>', { type: 'dial', to: '61000' }],
    ['<Dial><Sip>a@b.example:5070;transport=tls</Sip></Dial>', { type: 'dial' }],
    ['<Say answer="false" language="tlh">Hello</Say>', { type: 'say', language: 'tlh' }],
  ])('%s is understood', (inside, experience) => expect(read(inside, CLOUDONIX_CXML)).toMatchObject(experience));

  it.each([
    '<Dial answerOnBridge="true"><Number>61000</Number></Dial>',
    '<Dial><Sip>sips:a@b.example</Sip></Dial>',
    '<Connect><Stream url="wss://a.example.com/" audioFormat="x"/></Connect>',
  ])('%s is refused', (inside) => expect(read(inside, CLOUDONIX_CXML)).toMatchObject({ type: 'error' }));
});
