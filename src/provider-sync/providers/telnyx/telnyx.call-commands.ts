import { createHash } from 'node:crypto';
import type { CallAction, DialAction, SayAction, StreamAction } from '../../contract/inbound/call-action.js';
import type { JsonObject } from '../../contract/json-shape.js';
import type { TelnyxMemo } from './telnyx.call-memo.js';
import { writeMemo } from './telnyx.call-memo.js';
import { voiceFor } from './telnyx.voice.js';

/** The commands that we give, as their paths are called. */
export type TelnyxCommandName = 'answer' | 'speak' | 'transfer' | 'reject' | 'hangup';

/** A command, without the call that it is for. */
export interface TelnyxCommand {
  name: TelnyxCommandName;
  body: JsonObject;
}

/** How long the destination of a forwarded call may ring. */
const RINGING_S = 30;

/** Eight thousand samples a second in G.711 µ-law, which every call has; in both directions the same. */
const CODEC = 'PCMU';

/**
 * Picks up the call. A stream begins with it: so the agent hears the caller from the first word, and does not depend
 * on another event. `custom_parameters` are not among what this command takes, but the `client_state` is told to the
 * agent at the start of the stream as well.
 * @see https://developers.telnyx.com/api-reference/call-commands/answer-call
 * @see https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
 */
export function answerCommand(action: CallAction, callId: string): TelnyxCommand {
  const body = {
    command_id: commandId(callId, 'answer', subjectOf(action)),
    client_state: writeMemo(memoOf(action)),
    ...(action.type === 'stream' ? streamMembers(action) : {}),
  };
  return { name: 'answer', body };
}

export function speakCommand({ text, language }: Pick<SayAction, 'text' | 'language'>, callId: string): TelnyxCommand {
  const body = {
    command_id: commandId(callId, 'speak'),
    client_state: writeMemo({ type: 'said' }),
    payload: text,
    payload_type: 'text',
    ...voiceFor(language),
  };
  return { name: 'speak', body };
}

/** The caller stays on the line when it fails, so the other leg is told where it belongs. */
export function transferCommand({ to, from }: { to: string; from: string }, callId: string): TelnyxCommand {
  const body = {
    command_id: commandId(callId, 'transfer'),
    target_leg_client_state: writeMemo({ type: 'leg', callId }),
    to,
    from,
    timeout_secs: RINGING_S,
  };
  return { name: 'transfer', body };
}

/** For a call that was not answered. */
export function rejectCommand(callId: string): TelnyxCommand {
  return { name: 'reject', body: { command_id: commandId(callId, 'reject'), cause: 'CALL_REJECTED' } };
}

export function hangUpCommand(callId: string): TelnyxCommand {
  return { name: 'hangup', body: { command_id: commandId(callId, 'hangup') } };
}

function streamMembers({ url }: StreamAction): JsonObject {
  return {
    stream_url: url,
    stream_track: 'inbound_track',
    stream_codec: CODEC,
    stream_bidirectional_mode: 'rtp',
    stream_bidirectional_codec: CODEC,
    // There is no opposite leg, which is the one that hears the agent unless told otherwise.
    stream_bidirectional_target_legs: 'self',
    send_silence_when_idle: true,
  };
}

function memoOf(action: CallAction): TelnyxMemo {
  switch (action.type) {
    case 'stream':
      return { type: 'stream', parameters: action.parameters };
    case 'dial':
      return { type: 'dial', to: action.to, from: action.calledAddress };
    case 'say':
      return { type: 'say', text: action.text, language: action.language };
  }
}

/** What tells one action from another, and stays the same when the same call is announced again: so without the token. */
function subjectOf(action: CallAction): string {
  return JSON.stringify([action.type, targetOf(action)]);
}

function targetOf(action: StreamAction | DialAction | SayAction): string {
  switch (action.type) {
    case 'stream':
      return action.url;
    case 'dial':
      return action.to;
    case 'say':
      return action.text;
  }
}

/**
 * Telnyx ignores a command whose id it has seen for the same call, so what is told twice is done once.
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
 */
function commandId(callId: string, name: TelnyxCommandName, subject = ''): string {
  const text = JSON.stringify([callId, name, subject]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
