import { credential } from '../../../src/provider-sync/contract/credentials.js';
import type { CarrierAccount } from '../carrier-account.js';
import { CLOUDONIX_CXML } from './cloudonix-cxml.js';
import type { InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { readTwiml } from './read-twiml.js';

/**
 * Announces calls as Cloudonix does: the API key of the domain in a header, and nothing that depends on the request.
 * What becomes of a call is told to nobody but the application that a verb names.
 */
export const cloudonixInbound: InboundCaller = {
  call: (account, url, call, options) => send(account, url, fieldsOf(account, call), options),
  status: () => null,
  understand: (answer) => readTwiml(answer, CLOUDONIX_CXML),
};

/** https://developers.cloudonix.com/Documentation/voiceApplication/Request; numbers have no plus. */
function fieldsOf(account: CarrierAccount, { callId, from, to }: OutsideCall): Record<string, unknown> {
  return {
    ApiVersion: '1',
    CallStatus: 'unknown',
    From: from.replace(/^\+/, ''),
    To: to.replace(/^\+/, ''),
    CallSid: `${callId}@trunk.example.net`,
    SessionData: {
      id: 2_795_535,
      destination: to.replace(/^\+/, ''),
      callerId: from.replace(/^\+/, ''),
      token: callId,
      profile: { 'inbound-trunk-name': 'inbound', 'trunk-sip-headers': { Ident: 'Njg4' } },
      status: 'new',
      domainNameOrId: account.id,
      ringing: false,
    },
    Domain: account.id,
    Direction: 'inbound',
    AccountSid: account.id,
    Session: callId,
  };
}

function send(
  account: CarrierAccount,
  url: string,
  fields: Readonly<Record<string, unknown>>,
  { secret = credential(account.credentials, 'bearer_token'), method = 'POST', tamper }: WebhookOptions = {},
): SentWebhook {
  const isPost = method === 'POST';
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const webhook: SentWebhook = {
    method,
    url: isPost ? url : `${url}${url.includes('?') ? '&' : '?'}${query.toString()}`,
    headers: {
      'user-agent': 'Cloudonix/5.3',
      'x-cx-domain': account.id,
      ...(isPost ? { 'content-type': 'application/json' } : {}),
      ...(secret === null ? {} : { 'x-cx-apikey': secret }),
    },
    body: isPost ? JSON.stringify(fields) : '',
  };
  return tamper?.(webhook) ?? webhook;
}
