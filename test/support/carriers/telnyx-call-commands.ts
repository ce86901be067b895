import { isHttpUrl } from './http-url.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';
import { readTelnyxBody, type TelnyxKind } from './telnyx-body.js';
import { telnyxRefusal } from './telnyx-errors.js';

const CODECS = ['PCMU', 'PCMA', 'G722', 'OPUS', 'AMR-WB', 'L16'] as const;
const EVERY = { client_state: 'text', command_id: 'text' } as const;
const WEBHOOKS = { webhook_url: 'text', webhook_url_method: ['POST', 'GET'] } as const;
const SIP = { custom_headers: 'list', sip_headers: 'list' } as const;

const LONGEST_URL = 2_000;
const LONGEST_TEXT = 3_000;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SIP_URI = /^sips?:[^@\s]+@[^@\s]+$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const VOICE = /^(?:(?:AWS\.)?Polly\.[A-Z][a-z]+(?:-Neural)?|(?:Azure|Telnyx)\.\S+|male|female)$/;

const SPOKEN_LANGUAGES = [
  ...['arb', 'cmn-CN', 'cy-GB', 'da-DK', 'de-DE', 'en-AU', 'en-GB', 'en-GB-WLS', 'en-IN', 'en-US', 'es-ES', 'es-MX'],
  ...['es-US', 'fr-CA', 'fr-FR', 'hi-IN', 'is-IS', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-NL', 'pl-PL', 'pt-BR'],
  ...['pt-PT', 'ro-RO', 'ru-RU', 'sv-SE', 'tr-TR'],
];

/**
 * The members of each command that can matter here. Those of recordings, transcriptions, assistants and machine
 * detection are left out, because a command of ours that has one is wrong.
 * https://developers.telnyx.com/api-reference/call-commands/answer-call
 */
const MEMBERS: Readonly<Record<string, Readonly<Record<string, TelnyxKind>>>> = {
  answer: {
    ...EVERY,
    ...WEBHOOKS,
    ...SIP,
    billing_group_id: 'text',
    preferred_codecs: 'text',
    send_silence_when_idle: 'flag',
    sound_modifications: 'object',
    stream_bidirectional_codec: CODECS,
    stream_bidirectional_mode: ['mp3', 'rtp'],
    stream_bidirectional_target_legs: ['both', 'self', 'opposite'],
    stream_codec: [...CODECS, 'default'],
    stream_track: ['inbound_track', 'outbound_track', 'both_tracks'],
    stream_url: 'text',
  },
  speak: {
    ...EVERY,
    language: SPOKEN_LANGUAGES,
    loop: 'count?',
    payload: 'text',
    payload_type: ['text', 'ssml'],
    service_level: ['basic', 'premium'],
    stop: ['current', 'all'],
    target_legs: ['self', 'opposite', 'both'],
    voice: 'text',
    voice_settings: 'object',
  },
  transfer: {
    ...EVERY,
    ...WEBHOOKS,
    ...SIP,
    audio_url: 'text',
    diversion: 'text',
    early_media: 'flag',
    from: 'text',
    from_display_name: 'text',
    media_encryption: ['disabled', 'SRTP', 'DTLS'],
    mute_dtmf: ['none', 'both', 'self', 'opposite'],
    park_after_unbridge: ['self'],
    privacy: ['id', 'none'],
    sip_transport_protocol: ['UDP', 'TCP', 'TLS'],
    target_leg_client_state: 'text',
    time_limit_secs: 'count?',
    timeout_secs: 'count?',
    to: 'text',
  },
  reject: { ...EVERY, cause: ['CALL_REJECTED', 'USER_BUSY'] },
  hangup: { ...EVERY, custom_headers: 'list' },
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  speak: ['payload', 'voice'],
  transfer: ['to'],
  reject: ['cause'],
};

const STREAM_MEMBERS = /^stream_(?!url$)/;

/** The body of a command, with only what the API reference names, and within the limits that it sets. */
export function readTelnyxCommand(name: string, request: RecordedRequest): JsonObject {
  const members = MEMBERS[name];
  if (!members) throw telnyxRefusal(10005);
  const body = readTelnyxBody(request, members);
  for (const required of REQUIRED[name] ?? []) {
    if (typeof body[required] !== 'string' || body[required] === '') throw telnyxRefusal(10004, required);
  }
  for (const [member, value] of Object.entries(body)) check(member, value);
  if (name === 'answer') checkStream(body);
  return body;
}

function check(member: string, value: unknown): void {
  switch (member) {
    case 'client_state':
    case 'target_leg_client_state':
      return must(BASE64.test(String(value)), 10015, member);
    case 'stream_url':
      return must(isStreamUrl(String(value)), 10003, member);
    case 'webhook_url':
      return must(isHttpUrl(String(value)), 10003, member);
    case 'payload':
      return must(String(value).length <= LONGEST_TEXT, 10015, member);
    case 'voice':
      return must(VOICE.test(String(value)), 10015, member);
    case 'to':
      return must(E164.test(String(value)) || SIP_URI.test(String(value)), 10016, member);
    case 'from':
    case 'diversion':
      return must(E164.test(String(value)), 10016, member);
    case 'timeout_secs':
      return must(Number(value) >= 5 && Number(value) <= 600, 10033, member);
    default:
  }
}

function must(isFulfilled: boolean, code: Parameters<typeof telnyxRefusal>[0], member: string): void {
  if (!isFulfilled) throw telnyxRefusal(code, member);
}

/** Members of a stream have no meaning without one, and a codec of its way back none unless that is RTP. */
function checkStream(body: JsonObject): void {
  const lonely = Object.keys(body).find((member) => STREAM_MEMBERS.test(member));
  if (body['stream_url'] === undefined && lonely !== undefined) throw telnyxRefusal(10015, lonely);
  if (body['stream_bidirectional_codec'] !== undefined && body['stream_bidirectional_mode'] !== 'rtp') {
    throw telnyxRefusal(10015, 'stream_bidirectional_codec');
  }
}

function isStreamUrl(text: string): boolean {
  return text.length <= LONGEST_URL && URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol);
}
