import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import { jsonTexts } from '../../contract/inbound/json-texts.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject } from '../../contract/json-shape.js';
import { readMemo } from './telnyx.call-memo.js';

/** Calls and their media streams; conferences, faxes and messages are nobody's call. */
const EVENT_TYPE = /^(?:call|streaming)\.[a-z_.]{1,100}$/;

/** The events after which something is to be done, and what has become of the call by them. */
const STEPS: Readonly<Record<string, CallState | null>> = {
  'call.answered': 'in_progress',
  'call.speak.ended': null,
  'call.hangup': 'completed',
  'streaming.failed': null,
  'streaming.stopped': null,
};

const STATE_OF_CAUSE: Readonly<Record<string, CallState>> = {
  normal_clearing: 'completed',
  time_limit: 'completed',
  user_busy: 'busy',
  no_answer: 'no_answer',
  timeout: 'no_answer',
  originator_cancel: 'canceled',
};

/** A webhook of version 2, as far as it is read. */
interface TelnyxEvent {
  type: string;
  occurredAt: unknown;
  payload: JsonObject;
}

/** The event in the body of a webhook; null when it is none of a call. */
export function telnyxEventOf(body: unknown): TelnyxEvent | null {
  const { data } = isJsonObject(body) ? body : {};
  if (!isJsonObject(data) || data['record_type'] !== 'event') return null;
  const { event_type: type, payload, occurred_at: occurredAt } = data;
  const isOfCall = typeof type === 'string' && EVENT_TYPE.test(type) && isJsonObject(payload);
  return isOfCall ? { type, occurredAt, payload } : null;
}

/**
 * What an event says.
 * @returns null when it does not name the application or the call
 * @see https://developers.telnyx.com/api-reference/callbacks/call-initiated
 */
export function readTelnyxEvent(event: TelnyxEvent): InboundEvent | null {
  const { type, payload } = event;
  const fields = new InboundFields(textsOf(payload));
  const accountId = fields.id('connection_id');
  const callId = fields.id('call_control_id');
  if (accountId === null || callId === null) return null;
  const reference = { accountId, callId };
  if (type === 'call.initiated' && payload['direction'] === 'incoming') {
    const [to, from] = [fields.address('to'), fields.address('from')];
    return { kind: 'call', ...reference, to, from, toCountry: null, parameters: jsonTexts(payload) };
  }
  const memo = fields.text('client_state') || null;
  const became = stateAfter(event, memo);
  return Object.hasOwn(STEPS, type)
    ? { kind: 'step', ...reference, step: type, memo, ...became }
    : { kind: 'status', ...reference, ...became };
}

/** What has become of the call; nothing of a leg that we had dialled, because it is no call of its own. */
function stateAfter(
  event: TelnyxEvent,
  memo: string | null,
): { state: CallState | null; durationSeconds: number | null } {
  const isOurLeg = event.payload['direction'] === 'outgoing' || (memo !== null && readMemo(memo)?.type === 'leg');
  if (isOurLeg || !Object.hasOwn(STEPS, event.type)) return { state: null, durationSeconds: null };
  if (event.type !== 'call.hangup') return { state: STEPS[event.type] ?? null, durationSeconds: null };
  const cause = textOf(event.payload['hangup_cause']);
  const state = (Object.hasOwn(STATE_OF_CAUSE, cause) ? STATE_OF_CAUSE[cause] : undefined) ?? 'failed';
  return { state, durationSeconds: state === 'completed' ? durationOf(event) : null };
}

/** From the start of the call to its end, which older documents name and newer ones leave to the time of the event. */
function durationOf({ payload, occurredAt }: TelnyxEvent): number | null {
  const end = Date.parse(textOf(payload['end_time']) || textOf(occurredAt));
  const seconds = Math.floor((end - Date.parse(textOf(payload['start_time']))) / 1_000);
  return seconds >= 0 ? seconds : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Ids and addresses are texts: a number of their length would have lost digits. */
function textsOf(payload: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, textOf(value)]));
}
