import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject } from '../../contract/json-shape.js';

/** An event about a channel, read as far as it is needed. What the PBX left out is empty. */
export interface AriEvent {
  type: string;
  /** The Stasis application that it was sent to. */
  application: string;
  /** By the clock of the PBX, milliseconds since 1970; NaN when it does not say. */
  at: number;
  channel: AriChannel;
  /** What Stasis() was given beside the name of the application. */
  args: readonly string[];
  /** Why a channel was destroyed, as in ITU-T Q.850; null in other events. */
  cause: number | null;
  /** Whether the channel takes the place of another, as after an attended transfer. */
  isReplacement: boolean;
}

export interface AriChannel {
  id: string;
  /** `Ring` is a call that waits for an answer, `Up` one that was answered. */
  state: string;
  callerNumber: string;
  /** What was called in the dialplan; empty for channels that ARI has made. */
  extension: string;
  /** The dialplan application that it is in, and what that was given. */
  application: string;
  applicationData: string;
  /** Everything that may be told to others, flat. */
  details: Readonly<Record<string, string>>;
}

const LONGEST_DETAIL = 255;

/** Names in `details`, and where the value stands in a channel. */
const DETAILS: readonly [name: string, ...path: string[]][] = [
  ['channel_id', 'id'],
  ['channel_name', 'name'],
  ['channel_state', 'state'],
  ['protocol_id', 'protocol_id'],
  ['caller_number', 'caller', 'number'],
  ['caller_name', 'caller', 'name'],
  ['connected_number', 'connected', 'number'],
  ['connected_name', 'connected', 'name'],
  ['redirecting_number', 'caller_rdnis'],
  ['context', 'dialplan', 'context'],
  ['extension', 'dialplan', 'exten'],
  ['account_code', 'accountcode'],
  ['language', 'language'],
];

/**
 * Reads a message of the event WebSocket. Never throws.
 * @returns null for what is no event about a channel
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/Asterisk_REST_Data_Models/
 */
export function readAriEvent(message: string): AriEvent | null {
  const event = parse(message);
  if (!isJsonObject(event) || !isJsonObject(event['channel'])) return null;
  const { args, cause } = event;
  return {
    type: textAt(event, 'type'),
    application: textAt(event, 'application'),
    at: Date.parse(textAt(event, 'timestamp')),
    channel: readAriChannel(event['channel']),
    args: Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [],
    cause: typeof cause === 'number' ? cause : null,
    isReplacement: isJsonObject(event['replace_channel']),
  };
}

/** Reads a channel as events and the REST interface show it. Never throws. */
export function readAriChannel(channel: JsonObject): AriChannel {
  const details = DETAILS.map(([name, ...path]) => [name, textAt(channel, ...path).slice(0, LONGEST_DETAIL)] as const);
  return {
    id: textAt(channel, 'id'),
    state: textAt(channel, 'state'),
    callerNumber: textAt(channel, 'caller', 'number'),
    extension: textAt(channel, 'dialplan', 'exten'),
    application: textAt(channel, 'dialplan', 'app_name'),
    applicationData: textAt(channel, 'dialplan', 'app_data'),
    details: Object.fromEntries(details.filter(([, value]) => value !== '')),
  };
}

function textAt(object: JsonObject, ...path: string[]): string {
  let value: unknown = object;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
