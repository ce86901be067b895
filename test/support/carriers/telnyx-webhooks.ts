import { randomUUID } from 'node:crypto';
import type { SentWebhook } from './inbound-caller.js';
import type { TelnyxCall } from './telnyx-call.js';
import { telnyxSignature } from './telnyx-signing-keys.js';

/** What can be other than usual about the signature of a webhook. */
export interface TelnyxSigning {
  /** The public key whose private half signs; null leaves the signature out. */
  readonly publicKey: string | null;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

/** A webhook of version 2, signed, as it is sent. */
export function telnyxWebhook(
  url: string,
  eventType: string,
  payload: Readonly<Record<string, unknown>>,
  { publicKey, signedAt }: TelnyxSigning,
): SentWebhook {
  const occurred = new Date().toISOString();
  const data = { record_type: 'event', event_type: eventType, id: randomUUID(), occurred_at: occurred, payload };
  const body = JSON.stringify({ data, meta: { attempt: 1, delivered_to: url } });
  const timestamp = String(Math.floor(signedAt / 1_000));
  const signature = publicKey !== null && { 'telnyx-signature-ed25519': telnyxSignature(publicKey, timestamp, body) };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'telnyx-webhooks',
    'telnyx-timestamp': timestamp,
  };
  return { method: 'POST', url, headers: { ...headers, ...signature }, body };
}

/** What every event of a leg names. */
export function telnyxEventPayload(call: TelnyxCall): Record<string, unknown> {
  return {
    call_control_id: call.callControlId,
    connection_id: call.connectionId,
    call_leg_id: call.legId,
    call_session_id: call.sessionId,
    client_state: call.clientState,
  };
}

/**
 * The payload of `call.initiated`.
 * https://developers.telnyx.com/api-reference/callbacks/call-initiated
 */
export function telnyxInitiatedPayload(call: TelnyxCall): Record<string, unknown> {
  return {
    ...telnyxPartiesPayload(call),
    direction: call.direction,
    state: call.direction === 'incoming' ? 'parked' : 'bridging',
    caller_id_name: call.from,
    connection_codecs: 'G722,PCMU,PCMA',
    offered_codecs: 'G722,PCMU,PCMA',
    custom_headers: [{ name: 'X-Desk', value: 'front' }],
    shaken_stir_attestation: 'A',
    shaken_stir_validated: true,
    tags: ['desk'],
  };
}

/** Of the events of a leg that name its parties as well. */
export function telnyxPartiesPayload(call: TelnyxCall): Record<string, unknown> {
  const { from, to, startedAt } = call;
  return { ...telnyxEventPayload(call), from, to, start_time: startedAt.toISOString() };
}

/**
 * The payload of `call.hangup`.
 * https://developers.telnyx.com/api-reference/callbacks/call-hangup
 */
export function telnyxHangupPayload(call: TelnyxCall, cause: string, source: string): Record<string, unknown> {
  const how = { hangup_cause: cause, hangup_source: source, sip_hangup_cause: 'unspecified', state: 'hangup' };
  return { ...telnyxPartiesPayload(call), ...how };
}
