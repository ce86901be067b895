import fc from 'fast-check';
import { plivoInbound } from '../../../../test/support/carriers/plivo-inbound.js';
import type { CallAction } from '../../contract/inbound/call-action.js';
import { PlivoCallMarkup } from './plivo.call-markup.js';

const CONTEXT = {
  callId: '9a0e0208',
  statusUrl: 'https://calls.example.com/api/v1/telephony/inbound/plivo/status?a=1&b=2',
};
const AGENT = 'wss://agent.example.com/media';

const markup = new PlivoCallMarkup();

function experienced(action: CallAction): unknown {
  const body = markup.render(action, CONTEXT);
  expect(markup.accepts(markup.contentType, body)).toBe(true);
  return plivoInbound.understand?.({ status: 200, contentType: markup.contentType, body });
}

describe('a stream', () => {
  it('is documented XML', () => {
    const action: CallAction = { type: 'stream', url: AGENT, parameters: { call_id: '9a0e', from: '+1415' } };
    expect(markup.render(action, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Stream bidirectional="true" keepCallAlive="true"' +
        ' contentType="audio/x-mulaw;rate=8000"' +
        ' statusCallbackUrl="https://calls.example.com/api/v1/telephony/inbound/plivo/status?a=1&amp;b=2"' +
        ' statusCallbackMethod="POST">wss://agent.example.com/media?call_id=9a0e&amp;from=%2B1415</Stream></Response>',
    );
  });

  it('brings every parameter to the agent as it is', () => {
    const name = fc.stringMatching(/^\w{1,20}$/).filter((word) => word !== '__proto__');
    const values = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('', 'a=b&c=d', '"<&>\n\t\r', '100%', '+1', 'ä€😀', `ey${'J'.repeat(300)}.${'-_'.repeat(40)}`),
    );
    const isLossless = fc.property(fc.dictionary(name, values, { maxKeys: 4 }), (parameters) => {
      const action: CallAction = { type: 'stream', url: AGENT, parameters: { ...parameters } };
      expect(experienced(action)).toEqual(action);
    });
    fc.assert(isLossless, { numRuns: 500 });
  });

  it('keeps what the URL of the agent has already', () => {
    expect(experienced({ type: 'stream', url: `${AGENT}?tenant=7`, parameters: { call_id: '1' } })).toEqual({
      type: 'stream',
      url: AGENT,
      parameters: { tenant: '7', call_id: '1' },
    });
  });

  it('has room for a token and some parameters of the workflow', () => {
    const parameters = { language: 'en', campaign: 'x'.repeat(900), token: `ey${'J'.repeat(400)}` };
    expect(experienced({ type: 'stream', url: AGENT, parameters })).toMatchObject({ type: 'stream', parameters });
  });

  it('with more than that is beyond the length that Plivo documents', () => {
    expect(experienced({ type: 'stream', url: AGENT, parameters: { a: 'x'.repeat(2048) } })).toMatchObject({
      type: 'error',
      why: expect.stringContaining('is not allowed in <Stream>'),
    });
  });
});

describe('a dial', () => {
  it.each([
    '+4930123456',
    'sip:alice123@phone.plivo.com',
    'sips:bob@example.com',
    'sip:Bob@pbx.example.com;transport=tls',
    'sip:x@h.example?X-A=1&X-B=2',
  ])('goes to %s, with the number that was called as caller id', (to) => {
    const action: CallAction = { type: 'dial', to, calledAddress: '+14155550100' };
    expect(experienced(action)).toEqual(action);
  });

  it('is documented XML', () => {
    expect(markup.render({ type: 'dial', to: '+4930123456', calledAddress: '+14155550100' }, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Dial callerId="14155550100" timeout="60">' +
        '<Number>4930123456</Number></Dial></Response>',
    );
  });
});

describe('a text', () => {
  it('is spoken as it is', () => {
    const isSpoken = fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2_000 }), (text) => {
      fc.pre(text.trim() !== '');
      expect(experienced({ type: 'say', text, language: 'de-DE' })).toEqual({ type: 'say', text, language: 'de-DE' });
    });
    fc.assert(isSpoken, { numRuns: 300 });
  });

  it.each([
    ['en-US', 'en-US'],
    ['en-gb', 'en-GB'],
    ['en-IN', 'en-US'],
    ['es-MX', 'es-US'],
    ['es-ES', 'es-ES'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-PT'],
    ['de-Latn-AT', 'de-DE'],
    ['hi-IN', 'en-US'],
  ])('in %s is spoken in %s', (language, spoken) => {
    expect(experienced({ type: 'say', text: 'Hello', language })).toEqual({
      type: 'say',
      text: 'Hello',
      language: spoken,
    });
  });

  it('ends the call', () => {
    expect(markup.render({ type: 'say', text: 'Bye & <thanks>', language: 'en-US' }, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Speak language="en-US" voice="WOMAN">' +
        'Bye &amp; &lt;thanks&gt;</Speak><Hangup/></Response>',
    );
  });
});

describe('a document of somebody else', () => {
  it.each([
    ['application/xml', '<Response><Hangup/></Response>', true],
    ['text/xml; charset=utf-8', '<?xml version="1.0"?><Response/>', true],
    ['TEXT/XML', '<Response></Response>', true],
    ['application/json', '<Response/>', false],
    ['application/xml-dtd', '<Response/>', false],
    ['', '<Response/>', false],
    ['text/xml', '<Response>', false],
    ['text/xml', '<Answer/>', false],
    ['text/xml', '', false],
  ])('of the type %j that is %.40j: %s', (contentType, document, isAccepted) => {
    expect(markup.accepts(contentType, document)).toBe(isAccepted);
  });
});
