import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { isOver } from '../../contract/inbound/inbound-event.js';
import { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';

/** @see https://www.vobiz.ai/docs/xml/request/call-status */
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

/** Vobiz names no country. Its numbers are Indian unless they say otherwise with a plus or a calling code. */
const HOME_COUNTRY = 'IN';

/** What a webhook of Vobiz says; null when it names no account or no call. */
export function readVobizEvent(request: InboundRequest): InboundEvent | null {
  const fields = new InboundFields(request.method === 'GET' ? request.query : request.form);
  const accountId = fields.id('ParentAuthID');
  const callId = fields.id('CallUUID');
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
    toCountry: HOME_COUNTRY,
    get parameters() {
      return fields.flat();
    },
  };
}

/** An application whose hangup URL is not set reports the end of a call to its answer URL. */
function isNews(fields: InboundFields, state: CallState | null): boolean {
  return fields.text('StreamID') !== '' || NEWS.has(fields.text('Event')) || isOver(state);
}
