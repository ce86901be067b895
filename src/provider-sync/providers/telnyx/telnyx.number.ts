import type { JsonObject, Shape } from '../../contract/json-shape.js';
import { isJsonObject, objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** A number with its voice settings, as far as they are read. */
export interface TelnyxNumber {
  id: string;
  phone_number: string;
  /** The connection or application that takes the calls. */
  connection_id?: string | null | undefined;
  customer_reference?: string | null | undefined;
  /** What callers dialled is replaced by this before the call reaches the connection. */
  translated_number?: string | null | undefined;
  call_forwarding?: unknown;
}

export const isTelnyxNumber: Shape<TelnyxNumber> = objectOf({
  id: 'text',
  phone_number: 'text',
  connection_id: 'text?',
  customer_reference: 'text?',
  translated_number: 'text?',
});

/** A number as the general list shows it. */
export interface TelnyxLinkedNumber {
  phone_number: string;
  status?: string | null | undefined;
}

export const isTelnyxLinkedNumber: Shape<TelnyxLinkedNumber> = objectOf({ phone_number: 'text', status: 'text?' });

/** In any of these a number is not, or no longer, in the account. Older documents write an underscore. */
const GONE = /^(deleted|ported[-_]out|purchase[-_]failed|port[-_]failed)$/;

export function isGone({ status }: TelnyxLinkedNumber): boolean {
  return GONE.test(status ?? '');
}

const ALWAYS = 'always';

/** The settings that decide who answers. */
export function settingsOf(number: TelnyxNumber): RemoteSettings {
  return {
    connection_id: textSetting(number.connection_id),
    forwards_to: forwardOf(number),
    translated_number: textSetting(number.translated_number),
  };
}

/**
 * Where every call is forwarded to, when that is so: the switch, the target and the type are all set. A forward of type
 * `on-failure` takes nothing away from the application, so it counts as none.
 */
function forwardOf({ call_forwarding: forwarding }: TelnyxNumber): string | null {
  if (!isJsonObject(forwarding)) return null;
  const { call_forwarding_enabled: isEnabled, forwarding_type: type, forwards_to: target } = forwarding;
  return isEnabled !== false && type === ALWAYS && typeof target === 'string' ? textSetting(target) : null;
}

/** The bodies of the updates that change only the given settings; null where there is nothing to change. */
export interface TelnyxUpdates {
  number: JsonObject | null;
  voice: JsonObject | null;
}

export function updatesOf(number: TelnyxNumber, settings: RemoteSettings): TelnyxUpdates {
  const updates: Record<keyof TelnyxUpdates, JsonObject> = { number: {}, voice: {} };
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'boolean') throw new TypeError(`"${name}" of a Telnyx number is a text`);
    if (name === 'connection_id') updates.number[name] = value;
    else if (name === 'translated_number') updates.voice[name] = value ?? '';
    else if (name === 'forwards_to') updates.voice['call_forwarding'] = forwardingOf(number, value);
    else throw new TypeError(`A Telnyx number has no setting "${name}"`);
  }
  return { number: unlessEmpty(updates.number), voice: unlessEmpty(updates.voice) };
}

/** All of it: whether an update merges the members of `call_forwarding` is not documented. */
function forwardingOf({ call_forwarding: present }: TelnyxNumber, target: string | null): JsonObject {
  if (target !== null) return { call_forwarding_enabled: true, forwarding_type: ALWAYS, forwards_to: target };
  const { forwarding_type: type, forwards_to: former } = isJsonObject(present) ? present : {};
  const kept = {
    ...(typeof type === 'string' && { forwarding_type: type }),
    ...(former ? { forwards_to: former } : {}),
  };
  return { call_forwarding_enabled: false, ...kept };
}

function unlessEmpty(object: JsonObject): JsonObject | null {
  return Object.keys(object).length === 0 ? null : object;
}
