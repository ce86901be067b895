import type { CallState, InboundEvent } from '../../contract/inbound/inbound-event.js';
import { isOver } from '../../contract/inbound/inbound-event.js';
import type { InboundFields } from '../../contract/inbound/inbound-fields.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { normaliseDomain } from './cloudonix.credentials.js';
import { requestFields, sessionToken } from './cloudonix.request-fields.js';

const DOMAIN = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/** From a trunk or a subscriber; a call of which it is not known is not left without an answer. */
const INBOUND: ReadonlySet<string> = new Set(['inbound', 'subscriber', '']);

/** A new call has the state `unknown` or `ringing`. */
const STATES: ReadonlyMap<string, CallState> = new Map([
  ['ringing', 'ringing'],
  ['in-progress', 'in_progress'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]);

/**
 * What a request of Cloudonix says; null when it names no domain or no call.
 * https://developers.cloudonix.com/Documentation/voiceApplication/Request
 */
export function readInboundEvent(request: InboundRequest): InboundEvent | null {
  const fields = requestFields(request);
  const accountId = domainOf(fields);
  const callId = fields.id('Session') ?? fields.id('CallSid') ?? sessionToken(request).id('token');
  if (accountId === null || callId === null) return null;
  const state = STATES.get(fields.text('CallStatus')) ?? null;
  if (!INBOUND.has(fields.text('Direction').toLowerCase()) || fields.text('StreamEvent') !== '') {
    return { kind: 'status', accountId, callId, state: null, durationSeconds: null };
  }
  if (isOver(state)) {
    return { kind: 'status', accountId, callId, state, durationSeconds: fields.seconds('CallDuration') };
  }
  return {
    kind: 'call',
    accountId,
    callId,
    to: fields.address('To'),
    from: fields.address('From'),
    toCountry: fields.country('ToCountry'),
    get parameters() {
      return fields.flat();
    },
  };
}

/** The domain as credentials have it. An id is short, which matters because nobody has verified anything yet. */
function domainOf(fields: InboundFields): string | null {
  const domain = normaliseDomain(fields.id('Domain') ?? fields.id('AccountSid'));
  return typeof domain === 'string' && domain.length <= 255 && DOMAIN.test(domain) ? domain : null;
}
