import { randomUUID } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import { understandCallXml } from './call-xml-experience.js';
import { callWebhook } from './call-webhook.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { plivoNonce } from './plivo-signer.js';
import { signVobiz } from './vobiz-signer.js';
import { VOBIZ_XML } from './vobiz-xml.js';

/** How Vobiz words the end of a call; it reports no other state of an inbound call. */
const ENDS: Readonly<Partial<Record<CallState, string>>> = {
  completed: 'completed',
  busy: 'busy',
  no_answer: 'no-answer',
  failed: 'failed',
  canceled: 'cancel',
};

/** Numbers come without the plus. */
function common(account: CarrierAccount, { callId, from, to }: OutsideCall): Record<string, string> {
  return {
    BillRate: '0.00000',
    CallUUID: callId,
    Direction: 'inbound',
    From: from.replace(/^\+/, ''),
    ParentAuthID: account.id,
    RequestUUID: randomUUID(),
    SessionStart: '2026-11-25 09:58:40.662991',
    To: to.replace(/^\+/, ''),
  };
}

function signed(
  account: CarrierAccount,
  url: string,
  fields: Readonly<Record<string, string>>,
  options: WebhookOptions,
): SentWebhook {
  const { secret = account.credentials['auth_token'] ?? null, tamper = (webhook) => webhook } = options;
  const webhook = callWebhook(url, fields, options);
  const plain = { ...webhook, headers: { ...webhook.headers, 'user-agent': 'Vobiz' } };
  if (secret === null) return tamper(plain);
  const nonces = { v2: plivoNonce(), v3: plivoNonce() };
  const { v2, v3 } = signVobiz(webhook.url, nonces, secret);
  const headers = {
    ...plain.headers,
    'x-vobiz-signature-v2': v2,
    'x-vobiz-signature-ma-v2': v2,
    'x-vobiz-signature-v2-nonce': nonces.v2,
    'x-vobiz-signature-v3': v3,
    'x-vobiz-signature-ma-v3': v3,
    'x-vobiz-signature-v3-nonce': nonces.v3,
  };
  return tamper({ ...plain, headers });
}

/** The outside of Vobiz. */
export const vobizInbound: InboundCaller = {
  call: (account, url, call, options = {}) =>
    signed(account, url, { ...common(account, call), CallStatus: 'ringing', Event: 'StartApp' }, options),

  status(account, url, call, state, options = {}) {
    const status = ENDS[state];
    if (status === undefined) return null;
    const end = {
      AnswerTime: '2026-11-25 09:58:41',
      BillDuration: '60',
      CallStatus: status,
      Duration: '42',
      EndTime: '2026-11-25 09:59:23',
      Event: 'Hangup',
      HangupCause: 'NORMAL_CLEARING',
      HangupCauseCode: '4000',
      HangupCauseName: 'Normal Hangup',
      HangupSource: 'Caller',
    };
    return signed(account, url, { ...common(account, call), ...end }, options);
  },

  understand: (answer) => understandCallXml(answer, VOBIZ_XML),
};
