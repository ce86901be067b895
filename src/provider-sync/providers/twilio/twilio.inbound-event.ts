import type { CallState, InboundCall, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { isOver } from '../../contract/inbound/inbound-event.js';
import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values; a queued call has no state yet. */
const STATES: ReadonlyMap<string, CallState> = new Map([
  ['ringing', 'ringing'],
  ['in-progress', 'in_progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]);

/** The keys of a telephone that ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE have; no numbers begin so. */
const WITHHELD: ReadonlySet<string> = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/**
 * What a request of Twilio says; null when it names no account or no call.
 * https://www.twilio.com/docs/voice/twiml#request-parameters
 */
export function readInboundEvent(request: InboundRequest): InboundEvent | null {
  const fields = new InboundFields(request.method === 'GET' ? request.query : request.form);
  const accountId = fields.id('AccountSid');
  const callId = fields.id('CallSid');
  if (accountId === null || callId === null) return null;
  const state = STATES.get(fields.text('CallStatus')) ?? null;
  if (!isInbound(fields) || fields.text('StreamEvent') !== '') {
    return { kind: 'status', accountId, callId, state: null, durationSeconds: null };
  }
  if (isOver(state) || fields.text('CallbackSource') !== '') {
    return { kind: 'status', accountId, callId, state, durationSeconds: fields.seconds('CallDuration') };
  }
  return readCall(fields, accountId, callId);
}

function readCall(fields: InboundFields, accountId: string, callId: string): InboundCall {
  const from = fields.address('From');
  return {
    kind: 'call',
    accountId,
    callId,
    to: fields.address('To'),
    from: WITHHELD.has(from) ? '' : from,
    toCountry: fields.country('ToCountry') ?? fields.country('CalledCountry'),
    get parameters() {
      return fields.flat();
    },
  };
}

/** Twilio always says the direction; a call of which it is not known is not left without an answer. */
function isInbound(fields: InboundFields): boolean {
  return ['inbound', ''].includes(fields.text('Direction'));
}
