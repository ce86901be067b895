import { randomUUID } from 'node:crypto';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import type { CarrierAccount } from '../carrier-account.js';
import { e164Digits } from './e164-digits.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { understandNcco } from './vonage-ncco.js';
import { signVonageWebhook } from './vonage-webhook-signer.js';

/** Statuses of inbound legs; those of calls that were not answered are documented for outbound legs only. */
const STATUSES: Partial<Record<CallState, string>> = {
  ringing: 'ringing',
  in_progress: 'answered',
  completed: 'completed',
};

/** The Voice API as it calls an application. https://developer.vonage.com/en/voice/voice-api/webhook-reference */
export const vonageInbound: InboundCaller = {
  call: (account, url, call, options = {}) => send(account, url, legOf(call), options),
  status: (account, url, call, state, options = {}) => {
    const status = STATUSES[state];
    return status === undefined ? null : send(account, url, eventOf(call, status), options);
  },
  understand: understandNcco,
};

function legOf({ callId, from, to }: OutsideCall): Record<string, string> {
  return {
    from: e164Digits(from),
    to: e164Digits(to),
    uuid: callId,
    conversation_uuid: `CON-${randomUUID()}`,
    endpoint_type: 'phone',
    region_url: 'https://api-us-3.vonage.com',
  };
}

function eventOf(call: OutsideCall, status: string): Record<string, string> {
  const { from = '', to = '', uuid = '', conversation_uuid = '' } = legOf(call);
  const timestamp = new Date().toISOString();
  const event = { from, to, uuid, conversation_uuid, status, direction: 'inbound', timestamp };
  if (status !== 'completed') return event;
  const summary = { duration: '2', rate: '0.00450000', price: '0.00015000', network: 'GB-FIXED' };
  return { ...event, ...summary, start_time: timestamp, end_time: timestamp };
}

function send(
  account: CarrierAccount,
  url: string,
  fields: Record<string, string>,
  { secret, method = 'POST', tamper = (webhook) => webhook, signedAt = Date.now() }: WebhookOptions,
): SentWebhook {
  const payload = JSON.stringify(fields);
  const signature = secret === undefined ? (account.credentials['signature_secret'] ?? '') : secret;
  const { id: apiKey, applicationId } = account;
  const authorization =
    signature === null
      ? {}
      : {
          authorization: `Bearer ${signVonageWebhook({ secret: signature, apiKey, applicationId, payload, signedAt })}`,
        };
  const common = { 'user-agent': 'Vonage/1.0', accept: '*/*', ...authorization };
  return tamper(
    method === 'GET'
      ? { method, url: withQuery(url, fields), headers: common, body: '' }
      : { method, url, headers: { ...common, 'content-type': 'application/json' }, body: payload },
  );
}

function withQuery(url: string, fields: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(fields).toString()}`;
}
