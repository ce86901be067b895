import fc from 'fast-check';
import { understandNcco } from '../../../../test/support/carriers/vonage-ncco.js';
import type { Experience } from '../../../../test/support/carriers/inbound-caller.js';
import type { CallAction, StreamAction } from '../../contract/inbound/call-action.js';
import { VonageCallMarkup } from './vonage.call-markup.js';

const markup = new VonageCallMarkup();
const STATUS_URL = 'https://calls.example.com/api/v1/telephony/vonage/events';

const render = (action: CallAction): string => markup.render(action, { callId: 'aaaa', statusUrl: STATUS_URL });

function experienced(action: CallAction): Experience {
  return understandNcco({ status: 200, contentType: markup.contentType, body: render(action) });
}

const rendered = (action: CallAction): unknown => JSON.parse(render(action)) as unknown;

describe('stream', () => {
  const stream = (parameters: Record<string, string>, url = 'wss://agent.example.com/media'): StreamAction => ({
    type: 'stream',
    url,
    parameters,
  });
  const OURS = {
    call_id: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
    phone_number_id: '4711',
    workflow_id: '12',
    organization_id: '7',
    from: '+442079460000',
    to: '+447700900000',
    token: 'e'.repeat(280),
  };

  it('connects to the agent, and tells it what we know in its first message', () => {
    expect(rendered(stream(OURS))).toEqual([
      {
        action: 'connect',
        endpoint: [
          {
            type: 'websocket',
            uri: 'wss://agent.example.com/media',
            'content-type': 'audio/l16;rate=16000',
            headers: OURS,
          },
        ],
        eventUrl: [STATUS_URL],
        eventMethod: 'POST',
      },
    ]);
  });

  it('moves what is too much for that message to the URL, the workflow’s own first', () => {
    const own = { persona: `Zoë & ${'friends'.repeat(20)}`, event: 'sale', plan: 'a' };
    const [connect] = rendered(stream({ ...own, ...OURS }, 'wss://agent.example.com/media?v=2')) as [
      { endpoint: [{ uri: string; headers: object }] },
    ];
    const [{ uri, headers }] = connect.endpoint;
    expect(uri).toBe(
      `wss://agent.example.com/media?v=2&parameter.persona=Zo%C3%AB%20%26%20${'friends'.repeat(20)}&parameter.event=sale`,
    );
    expect(headers).toEqual({ plan: 'a', ...OURS });
  });

  it('loses nothing on the way, whatever the workflow says', () => {
    const name = fc.stringMatching(/^\w{1,20}$/);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constant('x'.repeat(1024)),
    );
    const url = fc.constantFrom('wss://a.example/m', 'wss://a.example:8443/m?a=b&c', 'wss://a.example?x=%20');
    const own = fc.dictionary(fc.oneof(name, fc.constantFrom('event', '__proto__')), value, { maxKeys: 50 });
    fc.assert(
      fc.property(own, url, (parameters, address) => {
        const wanted = stream({ ...parameters, ...OURS }, address);
        expect(experienced(wanted)).toEqual(wanted);
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes half a character as the sign for what cannot be read', () => {
    expect(experienced(stream({ a: 'x\ud83d', b: '\ude00'.repeat(300) }))).toMatchObject({
      parameters: { a: 'x\ufffd', b: '\ufffd'.repeat(300) },
    });
  });
});

describe('dial', () => {
  const dial = (to: string): CallAction => ({ type: 'dial', to, calledAddress: '+447700900000' });

  it('calls a number from the one that was called', () => {
    expect(rendered(dial('+14155550100'))).toEqual([
      {
        action: 'connect',
        endpoint: [{ type: 'phone', number: '14155550100' }],
        from: '447700900000',
        eventUrl: [STATUS_URL],
        eventMethod: 'POST',
      },
    ]);
    expect(experienced(dial('+14155550100'))).toEqual(dial('+14155550100'));
  });

  it.each(['sip:alice@example.com', 'sip:alice@example.com:5080;transport=tcp', 'sip:[2001:db8::1]'])(
    'calls %s',
    (uri) => {
      expect(experienced(dial(uri))).toEqual(dial(uri));
    },
  );

  it.each([
    ['sips:alice@example.com', 'sip:alice@example.com:5061;transport=tls'],
    ['sips:alice@example.com:5080', 'sip:alice@example.com:5080;transport=tls'],
    ['sips:alice@[2001:db8::1]', 'sip:alice@[2001:db8::1]:5061;transport=tls'],
    ['sips:a;b@example.com;method=INVITE;transport=tcp', 'sip:a;b@example.com:5061;method=INVITE;transport=tls'],
    ['sips:example.com', 'sip:example.com:5061;transport=tls'],
  ])('calls %s over TLS', (to, uri) => {
    expect(experienced(dial(to))).toEqual(dial(uri));
  });
});

describe('say', () => {
  const say = (text: string, language = 'en-US'): CallAction => ({ type: 'say', text, language });

  it('speaks, and the call ends with the last action', () => {
    expect(rendered(say('We are closed.'))).toEqual([{ action: 'talk', text: 'We are closed.', language: 'en-US' }]);
  });

  it('speaks every text as it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2_000 }),
      fc.lorem({ maxCount: 300 }),
      fc.string({ unit: 'grapheme' }).map((rest) => `<speak>${rest}</speak>&amp;<`),
      fc.constantFrom('😀'.repeat(1_000), `a${'😀'.repeat(999)}`, 'x'.repeat(2_000), `${'x'.repeat(1_499)} <speak>`),
    );
    fc.assert(fc.property(text, (spoken) => expect(experienced(say(spoken))).toEqual(say(spoken))));
  });

  it('cuts long texts between words', () => {
    const words = 'word '.repeat(400).trim();
    const [first, second] = rendered(say(words)) as [{ text: string }, { text: string }];
    expect(first.text).toBe('word '.repeat(300));
    expect(second.text).toBe('word '.repeat(100).trim());
  });

  it.each([
    ['en-US', 'en-US'],
    ['en', 'en-US'],
    ['EN-gb', 'en-GB'],
    ['en-GB-oxendict', 'en-GB'],
    ['en-CA', 'en-US'],
    ['es-419', 'es-ES'],
    ['pt', 'pt-BR'],
    ['ar-SA', 'ar'],
    ['zh', 'cmn-CN'],
    ['zh-Hant-TW', 'cmn-TW'],
    ['zh-Hant-HK', 'yue-CN'],
    ['yue', 'yue-CN'],
    ['iw', 'he-IL'],
    ['in', 'id-ID'],
    ['int', undefined],
    ['tl', 'fil-PH'],
    ['nn', 'nb-NO'],
    ['no', 'no-NO'],
    ['tlh', undefined],
    ['x-private', undefined],
  ])('%s is spoken as %s', (language, expected) => {
    expect(rendered(say('Hello', language))).toEqual([
      { action: 'talk', text: 'Hello', ...(expected !== undefined && { language: expected }) },
    ]);
  });
});

describe('a document of a workflow’s endpoint', () => {
  it('passes when it is a list of actions', () => {
    expect(markup.accepts('application/json', '[{"action":"talk","text":"Hello"}]')).toBe(true);
    expect(markup.accepts('Application/JSON; charset=utf-8', ' [{"action":"transfer"}] ')).toBe(true);
  });

  it.each([
    ['', '[{"action":"talk","text":"Hello"}]'],
    ['text/html', '[{"action":"talk","text":"Hello"}]'],
    ['application/json5', '[{"action":"talk","text":"Hello"}]'],
    ['application/xml', '<Response/>'],
    ['application/json', '<Response/>'],
    ['application/json', ''],
    ['application/json', '{"action":"talk"}'],
    ['application/json', '[{"action":7}]'],
    ['application/json', '[["talk"]]'],
    ['application/json', '[null]'],
    ['application/json', '[{"action":"talk","text":"Hello"}'],
    ['application/json', 'null'],
  ])('does not pass as "%s" with %s', (contentType, document) => {
    expect(markup.accepts(contentType, document)).toBe(false);
  });
});
