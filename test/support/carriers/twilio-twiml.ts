import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TwimlDialect } from './twiml-dialect.js';

const URL_OF_HTTP = /^(?:https?:\/\/|\/)\S+$/;
const METHOD = /^(?:GET|POST)$/;
const BOOLEAN = /^(?:true|false)$/;

/** The languages that Twilio's own library names. */
export const TWILIO_LANGUAGES: readonly string[] = languagesOfLibrary();

/** TwiML as of https://www.twilio.com/docs/voice/twiml, as far as answers to inbound calls need it. */
export const TWILIO_TWIML: TwimlDialect = {
  longestDocument: 64 * 1024,
  longestParameter: 499,
  defaultLanguage: 'en-US',
  // "The url does not support query string parameters": what follows is not sent.
  streamUrl: (url) => url.replace(/\?.*$/, ''),
  rules: {
    Response: { elements: ['Connect', 'Dial', 'Say', 'Hangup'] },
    Connect: { attributes: { action: URL_OF_HTTP, method: METHOD }, elements: ['Stream'] },
    Stream: {
      attributes: {
        url: /^wss:\/\/[^\s#]+$/,
        name: /^.+$/,
        // A stream that goes both ways has one track.
        track: /^inbound_track$/,
        statusCallback: URL_OF_HTTP,
        statusCallbackMethod: METHOD,
      },
      required: ['url'],
      elements: ['Parameter'],
    },
    Parameter: { attributes: { name: /^.+$/s, value: /^.*$/s }, required: ['name', 'value'] },
    Dial: {
      attributes: {
        action: URL_OF_HTTP,
        answerOnBridge: BOOLEAN,
        callerId: /^[\w+.-]+$/,
        hangupOnStar: BOOLEAN,
        method: METHOD,
        timeLimit: /^\d{1,5}$/,
        timeout: /^(?:[1-9]\d?|[1-5]\d\d|600)$/,
      },
      elements: ['Number', 'Sip'],
      text: /^\+[1-9]\d{6,14}$/,
    },
    Number: { text: /^\+[1-9]\d{6,14}$/ },
    Sip: { attributes: { username: /^.+$/, password: /^.+$/ }, text: /^sips?:\S{1,249}$/i },
    Say: {
      attributes: {
        language: new RegExp(`^(?:${TWILIO_LANGUAGES.join('|')})$`),
        loop: /^\d+$/,
        voice: /^(?:man|woman|Polly\.[\w-]+|Google\.[\w-]+)$/,
      },
      text: /^(?=[^]*\S)[^]{1,4096}$/,
    },
    Hangup: {},
  },
};

function languagesOfLibrary(): string[] {
  const types = createRequire(import.meta.url)
    .resolve('twilio/lib/twiml/VoiceResponse')
    .replace(/\.js$/, '.d.ts');
  const union = /type SayLanguage = ([^;]*);/.exec(readFileSync(types, 'utf8'))?.[1] ?? '';
  return [...union.matchAll(/"([^"]+)"/g)].map(([, language = '']) => language);
}
