import type { CallXmlSchema, ElementRules } from './call-xml-schema.js';
import {
  areHeaders,
  isCount,
  isFlag,
  isMethod,
  isPhoneNumber,
  isPositive,
  isSipUri,
  isSocketUrl,
  isTones,
  isWebUrl,
  oneOf,
} from './call-xml-schema.js';

/** Languages with their voices, of the table "Supported languages". */
const WOMEN = 'da-DK nl-NL en-AU en-GB en-US fr-FR fr-CA de-DE it-IT pl-PL pt-BR ru-RU es-ES es-US sv-SE'.split(' ');
const MEN = 'nl-NL en-AU en-GB en-US fr-FR de-DE it-IT pl-PL pt-PT pt-BR es-ES es-US'.split(' ');

const LONGEST_STREAM_URL = 2048;
const MOST_HEADER_BYTES = 512;

/** @see https://www.plivo.com/docs/voice/xml/audio-output */
const SPEAK: ElementRules = {
  attributes: { voice: oneOf('WOMAN', 'MAN'), language: oneOf(...new Set([...WOMEN, ...MEN])), loop: isCount },
  text: (text) => text !== '',
  conflict: ({ voice = 'WOMAN', language = 'en-US' }) =>
    (voice === 'WOMAN' ? WOMEN : MEN).includes(language) ? null : `There is no ${voice} who speaks ${language}.`,
};

/** @see https://www.plivo.com/docs/voice/xml/hangup */
const HANGUP: ElementRules = { attributes: { reason: oneOf('rejected', 'busy'), schedule: isPositive } };

/** @see https://www.plivo.com/docs/voice/xml/dial */
const DIAL: ElementRules = {
  attributes: {
    action: isWebUrl,
    method: isMethod,
    hangupOnStar: isFlag,
    timeLimit: isPositive,
    timeout: isPositive,
    callerId: isPhoneNumber,
    callerName: (text) => text.length <= 50,
    confirmSound: isWebUrl,
    confirmKey: (text) => /^[0-9*#]$/.test(text),
    dialMusic: (text) => text === 'real' || isWebUrl(text),
    callbackUrl: isWebUrl,
    callbackMethod: isMethod,
    redirect: isFlag,
    digitsMatch: isTones,
    digitsMatchBLeg: isTones,
    sipHeaders: areHeaders,
  },
  elements: ['Number', 'User'],
};

/** @see https://www.plivo.com/docs/voice/xml/dial/number */
const NUMBER: ElementRules = {
  attributes: { sendDigits: isTones, sendOnPreanswer: isFlag },
  text: isPhoneNumber,
};

/** @see https://www.plivo.com/docs/voice/xml/dial/user */
const USER: ElementRules = {
  attributes: { sendDigits: isTones, sendOnPreanswer: isFlag, sipHeaders: areHeaders },
  text: isSipUri,
};

/** @see https://www.plivo.com/docs/voice-agents/audio-streaming/xml/stream */
export const STREAM: ElementRules = {
  attributes: {
    bidirectional: isFlag,
    audioTrack: oneOf('inbound', 'outbound', 'both'),
    streamTimeout: isPositive,
    statusCallbackUrl: isWebUrl,
    statusCallbackMethod: isMethod,
    contentType: oneOf('audio/x-l16;rate=8000', 'audio/x-l16;rate=16000', 'audio/x-mulaw;rate=8000'),
    extraHeaders: (text) => areHeaders(text) && Buffer.byteLength(text) <= MOST_HEADER_BYTES,
    keepCallAlive: isFlag,
  },
  text: (text) => isSocketUrl(text) && text.length <= LONGEST_STREAM_URL,
  conflict({ bidirectional = 'false', audioTrack = 'inbound', keepCallAlive = 'false' }) {
    if (bidirectional === 'true' && audioTrack !== 'inbound')
      return 'A bidirectional stream has the inbound track only.';
    return bidirectional === 'false' && keepCallAlive === 'true' ? 'Only a bidirectional stream keeps a call.' : null;
  },
};

/** Plivo XML. */
export const PLIVO_XML: CallXmlSchema = {
  carrier: 'Plivo',
  elements: {
    Response: { attributes: {}, elements: ['Speak', 'Hangup', 'Dial', 'Stream'] },
    Speak: SPEAK,
    Hangup: HANGUP,
    Dial: DIAL,
    Number: NUMBER,
    User: USER,
    Stream: STREAM,
  },
};
