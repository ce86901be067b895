import { randomBytes, randomUUID } from 'node:crypto';
import type { CarrierAnswer } from './carrier-answer.js';
import type { JsonObject } from './json-object.js';
import type { RecordedRequest } from './recorded-request.js';
import { type TelnyxCall, telnyxCall } from './telnyx-call.js';
import { readTelnyxCommand } from './telnyx-call-commands.js';
import { telnyxRefusal, telnyxWrongMethod } from './telnyx-errors.js';
import {
  telnyxEventPayload,
  telnyxHangupPayload,
  telnyxInitiatedPayload,
  telnyxPartiesPayload,
} from './telnyx-webhooks.js';

/** How a call that is forwarded fares at its destination. */
export type TelnyxDestination = 'answers' | 'user_busy' | 'timeout' | 'call_rejected';

type Emit = (call: TelnyxCall, eventType: string, payload: Readonly<Record<string, unknown>>) => void;

/** Commands with an id that was seen within this time are ignored. */
const COMMAND_ID_LIVES_MS = 60_000;

/** The calls of an account, and what commands do with them: `/v2/calls/{call_control_id}/actions/{command}`. */
export class TelnyxCalls {
  destination: TelnyxDestination = 'answers';

  private readonly calls = new Map<string, TelnyxCall>();

  constructor(private readonly emit: Emit) {}

  get(callControlId: string): TelnyxCall | undefined {
    return this.calls.get(callControlId);
  }

  /** A call comes in, once. Its first event is sent by whoever rings. */
  ring(seed: Pick<TelnyxCall, 'callControlId' | 'connectionId' | 'from' | 'to' | 'url'>): TelnyxCall {
    const known = this.calls.get(seed.callControlId);
    return (
      known ?? this.add(telnyxCall({ ...seed, sessionId: randomUUID(), direction: 'incoming', clientState: null }))
    );
  }

  /** The agent closes the media stream, or cannot be reached in the first place. */
  endStream(call: TelnyxCall, how: 'stopped' | 'failed'): void {
    const { streamUrl } = call;
    if (streamUrl === null) throw new Error('the call has no media stream');
    call.streamUrl = null;
    const failure = {
      failure_reason: 'connection_failed',
      stream_id: randomUUID(),
      stream_params: { stream_url: streamUrl, track: 'inbound_track' },
      stream_type: 'websocket',
    };
    const more = how === 'failed' ? failure : { stream_url: streamUrl };
    this.emit(call, `streaming.${how}`, { ...telnyxEventPayload(call), ...more });
  }

  /** The leg ends, and with it what hangs on it. */
  end(call: TelnyxCall, cause: string, source: 'caller' | 'callee' | 'unknown'): void {
    if (call.state === 'ended') return;
    const wasBridged = call.state === 'bridged';
    call.state = 'ended';
    if (call.streamUrl !== null) this.endStream(call, 'stopped');
    this.emit(call, 'call.hangup', telnyxHangupPayload(call, cause, source));
    if (wasBridged && call.peer) this.end(call.peer, cause, source);
  }

  handle(callControlId: string, command: string, request: RecordedRequest): CarrierAnswer {
    if (request.method !== 'POST') throw telnyxWrongMethod();
    const body = readTelnyxCommand(command, request);
    const call = this.calls.get(callControlId);
    if (!call) throw telnyxRefusal(90015, 'call_control_id');
    if (!this.isRepeated(call, body['command_id'])) {
      if (call.state === 'ended') throw telnyxRefusal(90018);
      this.execute(call, command, body);
    }
    return { status: 200, body: { data: { result: 'ok' } } };
  }

  private add(call: TelnyxCall): TelnyxCall {
    this.calls.set(call.callControlId, call);
    return call;
  }

  /** Only a command that was taken is remembered. */
  private isRepeated(call: TelnyxCall, id: unknown): boolean {
    const takenAt = typeof id === 'string' ? call.commandIds.get(id) : undefined;
    return takenAt !== undefined && Date.now() - takenAt < COMMAND_ID_LIVES_MS;
  }

  private execute(call: TelnyxCall, command: string, body: JsonObject): void {
    const isBeforeAnswer = command === 'answer' || command === 'reject';
    if (!isBeforeAnswer && call.state === 'parked') throw telnyxRefusal(90034);
    // That these two come too late is not documented, so neither is the error.
    if (isBeforeAnswer && call.state !== 'parked') throw telnyxRefusal(10015);
    if (typeof body['client_state'] === 'string') call.clientState = body['client_state'];
    if (typeof body['command_id'] === 'string') call.commandIds.set(body['command_id'], Date.now());
    if (command === 'answer') this.answer(call, body);
    else if (command === 'speak') this.speak(call, body);
    else if (command === 'transfer') this.transfer(call, body);
    else this.end(call, command === 'reject' ? 'call_rejected' : 'normal_clearing', 'callee');
  }

  private answer(call: TelnyxCall, { stream_url: url }: JsonObject): void {
    call.state = 'answered';
    this.emit(call, 'call.answered', { ...telnyxPartiesPayload(call), state: 'answered' });
    if (typeof url !== 'string') return;
    call.streamUrl = url;
    call.orders.push({ type: 'stream', url, clientState: call.clientState ?? '' });
    this.emit(call, 'streaming.started', { ...telnyxEventPayload(call), stream_url: url });
  }

  private speak(call: TelnyxCall, { payload, language, voice }: JsonObject): void {
    call.orders.push({ type: 'speak', text: String(payload), language: String(language), voice: String(voice) });
    this.emit(call, 'call.speak.started', telnyxEventPayload(call));
    this.emit(call, 'call.speak.ended', { ...telnyxEventPayload(call), status: 'completed' });
  }

  /** "This attribute will default to the `to` number of the original call if omitted." */
  private transfer(call: TelnyxCall, { to, from = call.to, target_leg_client_state: state }: JsonObject): void {
    call.orders.push({ type: 'transfer', to: String(to), from: String(from) });
    const seed = { ...call, direction: 'outgoing', from: String(from), to: String(to) } as const;
    const clientState = typeof state === 'string' ? state : null;
    const callControlId = `v3:${randomBytes(40).toString('base64url')}`;
    const leg = this.add(telnyxCall({ ...seed, callControlId, clientState }));
    this.emit(leg, 'call.initiated', telnyxInitiatedPayload(leg));
    if (this.destination !== 'answers') return this.end(leg, this.destination, 'callee');
    this.emit(leg, 'call.answered', { ...telnyxPartiesPayload(leg), state: 'answered' });
    this.bridge(leg, call);
    this.bridge(call, leg);
  }

  private bridge(call: TelnyxCall, peer: TelnyxCall): void {
    call.state = 'bridged';
    call.peer = peer;
    this.emit(call, 'call.bridged', telnyxPartiesPayload(call));
  }
}
