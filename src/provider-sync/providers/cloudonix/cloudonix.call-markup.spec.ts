import fc from 'fast-check';
import { cloudonixInbound } from '../../../../test/support/carriers/cloudonix-inbound.js';
import type { CallAction } from '../../contract/inbound/call-action.js';
import { CloudonixCallMarkup } from './cloudonix.call-markup.js';

const CONTEXT = {
  callId: '2eac5483',
  statusUrl: 'https://calls.example.com/api/v1/telephony/cloudonix/events?a=1&b=2',
};
const markup = new CloudonixCallMarkup();

function experienced(action: CallAction): unknown {
  const body = markup.render(action, CONTEXT);
  expect(markup.accepts(markup.contentType, body)).toBe(true);
  return cloudonixInbound.understand?.({ status: 200, contentType: markup.contentType, body });
}

describe('a stream', () => {
  it('is documented CXML', () => {
    const url = 'wss://agent.example.com/media?tenant=1&x=2';
    expect(markup.render({ type: 'stream', url, parameters: { call_id: '2eac5483' } }, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Connect>' +
        '<Stream url="wss://agent.example.com/media?tenant=1&amp;x=2"' +
        ' statusCallback="https://calls.example.com/api/v1/telephony/cloudonix/events?a=1&amp;b=2" statusCallbackMethod="POST">' +
        '<Parameter name="call_id" value="2eac5483"/></Stream></Connect><Hangup/></Response>',
    );
  });

  it('brings every parameter to the agent as it is', () => {
    const name = fc.stringMatching(/^\w{1,64}$/).filter((word) => word !== '__proto__');
    const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 1_024 }), fc.constantFrom('"<&>\n\t\r', ''));
    const isLossless = fc.property(fc.dictionary(name, value, { maxKeys: 10 }), (parameters) => {
      const action: CallAction = {
        type: 'stream',
        url: 'wss://agent.example.com/media?a=1',
        parameters: { ...parameters },
      };
      expect(experienced(action)).toEqual(action);
    });
    fc.assert(isLossless, { numRuns: 300 });
  });
});

describe('a dial', () => {
  it.each([
    ['+4930123456', '+4930123456'],
    ['sip:Alice@pbx.example.com:5070;transport=tcp', 'sip:Alice@pbx.example.com:5070;transport=tcp'],
    ['sips:bob@example.com', 'sip:bob@example.com;transport=tls'],
    ['sips:bob@example.com;transport=tls', 'sip:bob@example.com;transport=tls'],
  ])('goes to %s as %s', (to, dialled) => {
    // The caller's own number is shown, which Cloudonix does when nothing else is said.
    const expected = { type: 'dial', to: dialled, calledAddress: '' };
    expect(experienced({ type: 'dial', to, calledAddress: '+14155550100' })).toEqual(expected);
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
    ['EN-us', 'en-US'],
    ['zh-hant-hk', 'zh-Hant-HK'],
    ['he', 'he'],
    ['xx-1', 'en-US'],
  ])('in %s is spoken in %s', (language, spoken) => {
    expect(experienced({ type: 'say', text: 'Hello', language })).toMatchObject({ language: spoken });
  });
});

describe('an answer of a workflow', () => {
  it.each([
    ['text/xml', '<Response><Say>Hello</Say></Response>', true],
    ['application/xml; charset=utf-8', '<?xml version="1.0"?><Response/>', true],
    ['', '<Response/>', false],
    ['text/xml', '<Response>', false],
    ['text/xml', '<html/>', false],
    ['application/json', '{}', false],
  ])('of type %j, %j, is passed on: %s', (type, document, isAccepted) => {
    expect(markup.accepts(type, document)).toBe(isAccepted);
  });
});
