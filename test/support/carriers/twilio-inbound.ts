import twilio from 'twilio/lib/webhooks/webhooks.js';
import { credential } from '../../../src/provider-sync/contract/credentials.js';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import type { CarrierAccount } from '../carrier-account.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { readTwiml } from './read-twiml.js';
import { TWILIO_TWIML } from './twilio-twiml.js';

const STATUSES: Readonly<Record<CallState, string>> = {
  ringing: 'ringing',
  in_progress: 'in-progress',
  completed: 'completed',
  busy: 'busy',
  no_answer: 'no-answer',
  failed: 'failed',
  canceled: 'canceled',
};

/** Announces calls as Twilio does; signs with Twilio's own library. */
export const twilioInbound: InboundCaller = {
  call: (account, url, call, options) =>
    send(account, url, { ...fieldsOf(account, call), CallStatus: 'ringing' }, options),
  status: (account, url, call, state, options) =>
    send(
      account,
      url,
      {
        ...fieldsOf(account, call),
        CallStatus: STATUSES[state],
        CallbackSource: 'call-progress-events',
        SequenceNumber: '3',
        Timestamp: 'Tue, 02 Jan 2024 15:04:05 +0000',
        ...(state === 'completed' ? { CallDuration: '17', Duration: '1' } : {}),
      },
      options,
    ),
  understand: (answer) => readTwiml(answer, TWILIO_TWIML),
};

/** https://www.twilio.com/docs/voice/twiml#request-parameters */
function fieldsOf(account: CarrierAccount, { callId, from, to }: OutsideCall): Record<string, string> {
  return {
    AccountSid: account.id,
    ApiVersion: '2010-04-01',
    CallSid: callId,
    Called: to,
    Caller: from,
    CalledCountry: 'US',
    CallerCountry: 'US',
    CallerCity: 'SAN FRANCISCO',
    CallerState: 'CA',
    CallerZip: '',
    Direction: 'inbound',
    From: from,
    FromCountry: 'US',
    To: to,
    ToCountry: 'US',
  };
}

/** With GET the fields are part of the URL, and are signed with it. */
function send(
  account: CarrierAccount,
  url: string,
  fields: Readonly<Record<string, string>>,
  { secret = credential(account.credentials, 'auth_token'), method = 'POST', tamper }: WebhookOptions = {},
): SentWebhook {
  const form = new URLSearchParams(fields).toString();
  const isPost = method === 'POST';
  const target = isPost ? url : `${url}${url.includes('?') ? '&' : '?'}${form}`;
  const webhook: SentWebhook = {
    method,
    url: target,
    headers: {
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'i-twilio-idempotency-token': '0c3ae5b5-1f5a-4a8e-9c5d-6a2f0f7b1c11',
      ...(isPost ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      ...(secret === null
        ? {}
        : { 'x-twilio-signature': twilio.getExpectedTwilioSignature(secret, target, isPost ? fields : {}) }),
    },
    body: isPost ? form : '',
  };
  return tamper?.(webhook) ?? webhook;
}
