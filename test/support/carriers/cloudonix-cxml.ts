import type { TwimlDialect } from './twiml-dialect.js';

const URL_OF_HTTP = /^(?:https?:\/\/|\/)\S+$/;
const METHOD = /^(?:GET|POST)$/;
const BOOLEAN = /^(?:true|false)$/;

/**
 * CXML as of https://developers.cloudonix.com/Documentation/voiceApplication/Verbs, as far as answers to inbound calls
 * need it. `<Parameter>` is that of TwiML, with which Cloudonix says to be compatible.
 */
export const CLOUDONIX_CXML: TwimlDialect = {
  longestDocument: 64 * 1024,
  longestParameter: Infinity,
  defaultLanguage: 'en-US',
  streamUrl: (url) => url,
  rules: {
    Response: { elements: ['Connect', 'Dial', 'Say', 'Hangup'] },
    Connect: { attributes: { action: URL_OF_HTTP, method: METHOD }, elements: ['Stream'] },
    Stream: {
      attributes: {
        url: /^wss?:\/\/[^\s#]+$/,
        name: /^.+$/,
        track: /^(?:inbound_track|outbound_track|both_tracks)$/,
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
        callerId: /^.+$/,
        callerName: /^.*$/,
        forwardHeaders: BOOLEAN,
        method: METHOD,
        timeout: /^\d{1,4}$/,
        trunks: /^.+$/,
      },
      elements: ['Number', 'Sip'],
      text: /^[+\d-]+$/,
    },
    Number: { text: /^\+?[\d-]+$/ },
    Sip: {
      attributes: { username: /^.+$/, password: /^.+$/, domain: /^(?:origin|destination)$/ },
      text: /^(?!sips:)(?:sip:)?[^\s@]+@[^\s@;:]+(?::\d+)?(?:;[\w.-]+(?:=[^\s;]*)?)*$/,
    },
    Say: {
      attributes: {
        answer: BOOLEAN,
        language: /^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/,
        loop: /^\d+$/,
        statusCallback: URL_OF_HTTP,
        statusCallbackMethod: METHOD,
        voice: /^\S+$/,
      },
      text: /^(?=[^]*\S)[^]+$/,
    },
    Hangup: {},
  },
};
