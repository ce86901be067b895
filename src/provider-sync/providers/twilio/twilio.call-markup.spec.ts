import fc from 'fast-check';
import { TWILIO_LANGUAGES } from '../../../../test/support/carriers/twilio-twiml.js';
import { twilioInbound } from '../../../../test/support/carriers/twilio-inbound.js';
import type { CallAction } from '../../contract/inbound/call-action.js';
import { TwilioCallMarkup } from './twilio.call-markup.js';
import { sayLanguage } from './twilio.say-language.js';

const CONTEXT = { callId: 'CA1', statusUrl: 'https://calls.example.com/api/v1/telephony/twilio/events?a=1&b=2' };
const markup = new TwilioCallMarkup();

function experienced(action: CallAction): unknown {
  const body = markup.render(action, CONTEXT);
  expect(markup.accepts(markup.contentType, body)).toBe(true);
  return twilioInbound.understand?.({ status: 200, contentType: markup.contentType, body });
}

describe('a stream', () => {
  it('is documented TwiML', () => {
    const url = 'wss://agent.example.com/media';
    expect(markup.render({ type: 'stream', url, parameters: { call_id: 'CA1', from: '' } }, CONTEXT)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Connect>' +
        '<Stream url="wss://agent.example.com/media"' +
        ' statusCallback="https://calls.example.com/api/v1/telephony/twilio/events?a=1&amp;b=2" statusCallbackMethod="POST">' +
        '<Parameter name="call_id" value="CA1"/><Parameter name="from" value=""/></Stream></Connect></Response>',
    );
  });

  it('brings every parameter to the agent as it is, however long', () => {
    const name = fc.stringMatching(/^\w{1,64}$/).filter((word) => word !== '__proto__');
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme', minLength: 400, maxLength: 1_024 }),
      fc.constantFrom('😀'.repeat(500), `a${'😀'.repeat(500)}`, 'x'.repeat(1_024), '"<&>\n\t\r'),
    );
    const isLossless = fc.property(fc.dictionary(name, value, { maxKeys: 10 }), (parameters) => {
      const action: CallAction = {
        type: 'stream',
        url: 'wss://agent.example.com/media',
        parameters: { ...parameters },
      };
      expect(experienced(action)).toEqual(action);
    });
    fc.assert(isLossless, { numRuns: 300 });
  });

  it('sends a token of usual length in one piece', () => {
    const token = 'e'.repeat(400);
    expect(markup.render({ type: 'stream', url: 'wss://a.example.com/', parameters: { token } }, CONTEXT)).toContain(
      `<Parameter name="token" value="${token}"/>`,
    );
  });
});

describe('a dial', () => {
  it.each([
    '+4930123456',
    'sip:Alice@pbx.example.com;transport=tls',
    'sips:bob@example.com',
    'sip:x@h.example?X-A=1&X-B=2',
  ])('goes to %s', (to) => {
    expect(experienced({ type: 'dial', to, calledAddress: '+14155550100' })).toEqual({
      type: 'dial',
      to,
      // The caller's own number is shown, which Twilio does when nothing else is said.
      calledAddress: '',
    });
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
    ['DE-de', 'de-DE'],
    ['de', 'de-DE'],
    ['de-CH', 'de-DE'],
    ['en', 'en-US'],
    ['pt', 'pt-BR'],
    ['zh-Hans-CN', 'zh-CN'],
    ['zh-Hant-HK', 'zh-HK'],
    ['en-GB-WLS', 'en-GB-WLS'],
    ['es-419', 'es-ES'],
    ['arb', 'arb'],
    ['tlh', undefined],
    ['e', undefined],
  ])('in %s is spoken in %s', (tag, language) => {
    expect(sayLanguage(tag)).toBe(language);
  });

  it('can be in every language that the library names, and in no other', () => {
    expect(TWILIO_LANGUAGES.length).toBeGreaterThan(60);
    for (const language of TWILIO_LANGUAGES) expect(sayLanguage(language)).toBe(language);
    const isKnown = fc.property(fc.stringMatching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/), (tag) => {
      const language = sayLanguage(tag);
      return language === undefined || TWILIO_LANGUAGES.includes(language);
    });
    fc.assert(isKnown, { numRuns: 1_000 });
  });

  it('is spoken by the usual voice in a language that Twilio has not', () => {
    expect(markup.render({ type: 'say', text: 'nuqneH', language: 'tlh' }, CONTEXT)).toContain('<Say>nuqneH</Say>');
  });
});

describe('an answer of a workflow', () => {
  it.each([
    ['text/xml', '<Response><Say>Hello</Say></Response>', true],
    ['application/xml; charset=utf-8', '<?xml version="1.0"?><Response/>', true],
    ['', '<Response/>', false],
    ['text/html', '<Response/>', false],
    ['text/xml', '<Response>', false],
    ['text/xml', '<html/>', false],
    ['application/json', '[]', false],
  ])('of type %j, %j, is passed on: %s', (type, document, isAccepted) => {
    expect(markup.accepts(type, document)).toBe(isAccepted);
  });
});
