import { randomUUID } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import { callWebhook } from './call-webhook.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { plivoNonce, signPlivo } from './plivo-signer.js';
import { understandCallXml } from './call-xml-experience.js';
import { PLIVO_XML } from './plivo-xml.js';

/** How Plivo words the end of a call; it reports no other state of an inbound call. */
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
    BillRate: '0.0085',
    CallUUID: callId,
    CallerName: from,
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
  if (secret === null) return tamper(webhook);
  const nonce = plivoNonce();
  const signature = signPlivo({ ...webhook, fields: [...new URLSearchParams(webhook.body)], nonce }, secret);
  const headers = {
    ...webhook.headers,
    'x-plivo-signature-v3': signature,
    'x-plivo-signature-ma-v3': signature,
    'x-plivo-signature-v3-nonce': nonce,
  };
  return tamper({ ...webhook, headers });
}

/** The outside of Plivo. */
export const plivoInbound: InboundCaller = {
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
      HangupCauseCode: '4000',
      HangupCauseName: 'Normal Hangup',
    };
    return signed(account, url, { ...common(account, call), ...end }, options);
  },

  understand: (answer) => understandCallXml(answer, PLIVO_XML),
};
