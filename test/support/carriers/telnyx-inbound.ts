import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrierAccount } from '../carrier-account.js';
import type { CallState } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import type { Experience, InboundCaller, OutsideCall, SentWebhook, WebhookOptions } from './inbound-caller.js';
import { isJsonObject, parseJsonObject } from './json-object.js';
import type { TelnyxCall } from './telnyx-call.js';
import { TelnyxLoopback } from './telnyx-loopback.js';
import { telnyxHangupPayload, telnyxInitiatedPayload, telnyxPartiesPayload, telnyxWebhook } from './telnyx-webhooks.js';

/** Longer than any caller of a test waits for a command. */
const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 5;

/** What the hang-up of a call in this state is put down to. */
const CAUSES: Readonly<Partial<Record<CallState, string>>> = {
  completed: 'normal_clearing',
  busy: 'user_busy',
  no_answer: 'timeout',
  canceled: 'originator_cancel',
  failed: 'not_found',
};

/** Calls to the numbers of a Telnyx account: webhooks announce them, commands decide what happens. */
export const telnyxInbound: InboundCaller = {
  call: (account, url, call, options = {}) => {
    const telnyx = loopbackOf(account);
    const ringing = telnyx
      .calls(account.id)
      .ring({ ...partiesOf(call), url, connectionId: connectionOf(account, call) });
    return signed(account, url, 'call.initiated', telnyxInitiatedPayload(ringing), options);
  },
  status: (account, url, call, state, options = {}) => {
    const telnyx = loopbackOf(account);
    const known = telnyx.calls(account.id).ring({ ...partiesOf(call), url, connectionId: connectionOf(account, call) });
    if (state === 'in_progress') {
      const payload = { ...telnyxPartiesPayload(known), state: 'answered' };
      return signed(account, url, 'call.answered', payload, options);
    }
    const cause = CAUSES[state];
    return cause === undefined
      ? null
      : signed(account, url, 'call.hangup', telnyxHangupPayload(known, cause, 'caller'), options);
  },
  deliverTo: (account, deliver) => {
    loopbackOf(account).webhooks.deliver = deliver;
  },
  experienced: async (account, callId) => {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const call = loopbackOf(account).calls(account.id).get(callId);
      const experience = call && experienceOf(call);
      if (experience) return experience;
      if (patience.aborted) return { type: 'error', why: 'the caller was left in silence' };
      await sleep(LOOK_AGAIN_MS);
    }
  },
};

/** What the caller experiences; undefined while it is not settled. */
function experienceOf(call: TelnyxCall): Experience | undefined {
  const order = call.orders[0];
  if (!order) return call.state === 'ended' ? { type: 'error', why: 'the call was ended' } : undefined;
  switch (order.type) {
    case 'stream':
      return { type: 'stream', url: order.url, parameters: parametersOf(order.clientState) };
    case 'transfer':
      return { type: 'dial', to: order.to, calledAddress: order.from };
    case 'speak':
      // What is said and not followed by a hang-up leaves the caller in silence.
      return call.state === 'ended' ? { type: 'say', text: order.text, language: order.language } : undefined;
  }
}

/**
 * What an agent finds in the `client_state` of the `start` message, as `docs/providers/telnyx.md` tells it to read it.
 * https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
 */
function parametersOf(clientState: string): Record<string, string> {
  const state = parseJsonObject(Buffer.from(clientState, 'base64').toString('utf8'));
  const { type, parameters, ...others } = state ?? {};
  if (type !== 'stream' || !isJsonObject(parameters) || Object.keys(others).length > 0) {
    throw new Error('the client_state of the stream is not what the agent is told to expect');
  }
  const strange = Object.values(parameters).find((value) => typeof value !== 'string');
  if (strange !== undefined) throw new Error('a parameter of the stream is not a text');
  return parameters as Record<string, string>;
}

function partiesOf({ callId, from, to }: OutsideCall): Pick<TelnyxCall, 'callControlId' | 'from' | 'to'> {
  return { callControlId: callId, from, to };
}

/** The application that the number is linked to, else the one in the credentials, else any of the account. */
function connectionOf(account: CarrierAccount, { to }: OutsideCall): string {
  const telnyx = loopbackOf(account);
  const linked = telnyx.listNumbers().includes(to) ? telnyx.number(to).connection_id : '';
  return (
    linked || account.credentials['connection_id'] || telnyx.applications(account.id)[0]?.id || '1293384261075731499'
  );
}

function signed(
  account: CarrierAccount,
  url: string,
  eventType: string,
  payload: Readonly<Record<string, unknown>>,
  { secret, signedAt = Date.now(), tamper = (webhook) => webhook, method = 'POST' }: WebhookOptions,
): SentWebhook {
  if (method !== 'POST') throw new Error('Telnyx sends the events of calls by POST alone');
  const publicKey = secret === undefined ? (account.credentials['webhook_public_key'] ?? '') : secret;
  return tamper(telnyxWebhook(url, eventType, payload, { publicKey, signedAt }));
}

function loopbackOf({ carrier }: CarrierAccount): TelnyxLoopback {
  if (!(carrier instanceof TelnyxLoopback)) throw new Error('not an account of Telnyx');
  return carrier;
}
