import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { isOver } from '../../contract/inbound/inbound-event.js';
import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';

/** @see https://www.plivo.com/docs/voice/xml/request/call-status */
const STATES: ReadonlyMap<string, CallState> = new Map([
  ['ringing', 'ringing'],
  ['in-progress', 'in_progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['timeout', 'no_answer'],
  ['failed', 'failed'],
  ['cancel', 'canceled'],
  ['canceled', 'canceled'],
]);

/** Events that tell something and take no answer. All others wait for a document, also those that come later. */
const NEWS = new Set(['Ring', 'Hangup', 'MachineDetection']);

/** What a webhook of Plivo says; null when it names no account or no call. */
export function readPlivoEvent(request: InboundRequest): InboundEvent | null {
  const fields = new InboundFields(request.method === 'GET' ? request.query : request.form);
  const accountId = fields.id('AuthID') ?? fields.id('ParentAuthID');
  const callId = fields.id('CallUUID') ?? fields.id('RequestUUID');
  if (accountId === null || callId === null) return null;
  const state = STATES.get(fields.text('CallStatus').toLowerCase()) ?? null;
  const isInbound = fields.text('Direction').toLowerCase() === 'inbound';
  if (!isInbound) return { kind: 'status', accountId, callId, state: null, durationSeconds: null };
  if (isNews(fields, state)) {
    const isStream = fields.text('StreamID') !== '';
    const durationSeconds = isOver(state) ? fields.seconds('Duration') : null;
    return { kind: 'status', accountId, callId, state: isStream ? null : state, durationSeconds };
  }
  const [to, from] = [fields.address('To'), fields.address('From')];
  return {
    kind: 'call',
    accountId,
    callId,
    to,
    from,
    toCountry: null,
    get parameters() {
      return fields.flat();
    },
  };
}

/** An application whose hangup URL is not set reports the end of a call to its answer URL. */
function isNews(fields: InboundFields, state: CallState | null): boolean {
  return fields.text('StreamID') !== '' || NEWS.has(fields.text('Event')) || isOver(state);
}
