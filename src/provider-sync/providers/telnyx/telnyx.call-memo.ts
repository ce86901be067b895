import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject } from '../../contract/json-shape.js';

/** What Telnyx keeps for us with a call, as its `client_state`, and sends back with every event. */
export type TelnyxMemo =
  /** The agent reads the parameters from the start of the stream; see `docs/providers/telnyx.md`. */
  | { type: 'stream'; parameters: Readonly<Record<string, string>> }
  | { type: 'say'; text: string; language: string }
  | { type: 'dial'; to: string; from: string }
  /** Everything is said. */
  | { type: 'said' }
  /** Of the second leg of a forwarded call: the first. */
  | { type: 'leg'; callId: string };

const FIELDS: Readonly<Record<TelnyxMemo['type'], readonly string[]>> = {
  stream: [],
  say: ['text', 'language'],
  dial: ['to', 'from'],
  said: [],
  leg: ['callId'],
};

export function writeMemo(memo: TelnyxMemo): string {
  return Buffer.from(JSON.stringify(memo), 'utf8').toString('base64');
}

/** Null for what we have not written, such as the state of an agent that commands the call itself. */
export function readMemo(clientState: string): TelnyxMemo | null {
  const value = parse(Buffer.from(clientState, 'base64').toString('utf8'));
  return isMemo(value) ? value : null;
}

function isMemo(value: unknown): value is TelnyxMemo & JsonObject {
  if (!isJsonObject(value) || typeof value['type'] !== 'string' || !Object.hasOwn(FIELDS, value['type'])) return false;
  return FIELDS[value['type'] as TelnyxMemo['type']].every((field) => typeof value[field] === 'string');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
