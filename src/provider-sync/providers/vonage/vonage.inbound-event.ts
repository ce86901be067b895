import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject } from '../../contract/json-shape.js';
import { webhookClaims } from './vonage.webhook-token.js';

/** Fields of events that a request for an answer does not have. */
const OF_AN_EVENT = /^(?:status|dtmf|speech|recording_url|conversation_uuid_to)(?:\.|$)/;

/** Statuses of the event webhook. https://developer.vonage.com/en/voice/voice-api/webhook-reference#event-webhook */
const STATES: ReadonlyMap<string, CallState> = new Map([
  ['started', 'ringing'],
  ['ringing', 'ringing'],
  ['answered', 'in_progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['timeout', 'no_answer'],
  ['unanswered', 'no_answer'],
  ['cancelled', 'canceled'],
  ['rejected', 'failed'],
  ['failed', 'failed'],
]);

/** What a webhook holds: the parameters of a GET, or the object in the body; nothing when there is none. */
export function webhookFields(request: InboundRequest): InboundFields {
  if (request.method === 'GET') return new InboundFields(request.query);
  return new InboundFields(isJsonObject(request.json) ? textsOf(request.json) : {});
}

/**
 * Reads a webhook of the Voice API. The account is named by the token alone, so that nothing can be read without one.
 * https://developer.vonage.com/en/voice/voice-api/webhook-reference
 */
export function readWebhook(request: InboundRequest): InboundEvent | null {
  const accountId = new InboundFields(textsOf(webhookClaims(request))).id('api_key');
  const fields = webhookFields(request);
  // Machine detection says call_uuid; recordings and errors name their conversation only, and change no call.
  const callId = fields.id('uuid') ?? fields.id('call_uuid') ?? fields.id('conversation_uuid');
  if (accountId === null || callId === null) return null;
  const to = fields.address('to');
  const parameters = fields.flat();
  if (to === '' || fields.id('uuid') === null || isEvent(parameters)) {
    return { kind: 'status', accountId, callId, ...progressOf(fields) };
  }
  // A caller who uses an app has no number, and is in `from_user`.
  const from = fields.address('from') || fields.address('from_user');
  return { kind: 'call', accountId, callId, to, from, toCountry: null, parameters };
}

function isEvent({ direction = 'inbound', ...others }: Readonly<Record<string, string>>): boolean {
  return direction !== 'inbound' || Object.keys(others).some((name) => OF_AN_EVENT.test(name));
}

/** The leg to an agent, or to whom a call is forwarded, has an id of its own and is outbound: it is not the call. */
function progressOf(fields: InboundFields): { state: CallState | null; durationSeconds: number | null } {
  const state = fields.text('direction') === 'inbound' ? (STATES.get(fields.text('status')) ?? null) : null;
  return { state, durationSeconds: state === 'completed' ? fields.seconds('duration') : null };
}

/**
 * The single values of an object as texts. Those of an object in it are named `name.member`; deeper ones and lists,
 * which Vonage does not send here, are left out.
 */
function textsOf(object: JsonObject): Record<string, string> {
  const entries = Object.entries(object).flatMap(([name, value]) =>
    isJsonObject(value)
      ? Object.entries(value).map(([member, inner]) => [`${name}.${member}`, inner] as const)
      : [[name, value] as const],
  );
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)] as const]
        : [],
    ),
  );
}
