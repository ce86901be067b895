import type { Shape } from '../../contract/json-shape.js';
import { isJsonObject, isListOf, objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** Everything that an update of a number sets: what it leaves out is cleared. */
const WRITABLE = [
  'app_id',
  'moHttpUrl',
  'moSmppSysType',
  'messagesCallbackType',
  'messagesCallbackValue',
  'voiceCallbackType',
  'voiceCallbackValue',
  'voiceStatusCallback',
] as const;

type Field = (typeof WRITABLE)[number];
type Fields = Record<Field, string | null>;

/** A number of the account. `msisdn` has digits only. */
export type VonageNumber = {
  country: string;
  msisdn: string;
  /** Of `VOICE`, `SMS` and `MMS`. */
  features?: unknown;
} & Record<Field, string | null | undefined>;

export const isVonageNumber: Shape<VonageNumber> = objectOf({
  country: 'text',
  msisdn: 'text',
  app_id: 'text?',
  moHttpUrl: 'text?',
  moSmppSysType: 'text?',
  messagesCallbackType: 'text?',
  messagesCallbackValue: 'text?',
  voiceCallbackType: 'text?',
  voiceCallbackValue: 'text?',
  voiceStatusCallback: 'text?',
});

/** One page of numbers; a page with nothing on it has no members at all. */
export interface VonageNumberPage {
  /** How many the filter finds, on all pages. */
  count?: number;
  numbers?: VonageNumber[];
}

export function isVonageNumberPage(value: unknown): value is VonageNumberPage {
  if (!isJsonObject(value)) return false;
  const { count, numbers } = value;
  return (
    (count === undefined || typeof count === 'number') && (numbers === undefined || isListOf(numbers, isVonageNumber))
  );
}

/** What the number can do, in small letters. */
export function capabilitiesOf({ features }: VonageNumber): string[] {
  return isListOf(features, isText) ? features.map((name) => name.toLowerCase()) : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** The settings that decide who answers a call, with the names of their fields. */
const SETTINGS = {
  app_id: 'app_id',
  voice_callback_type: 'voiceCallbackType',
  voice_callback_value: 'voiceCallbackValue',
} as const satisfies Record<string, Field>;

export function settingsOf(number: VonageNumber): RemoteSettings {
  const fields = fieldsOf(number);
  return Object.fromEntries(Object.entries(SETTINGS).map(([setting, field]) => [setting, fields[field]]));
}

/** The whole form of an update that changes only the given settings. */
export function updateOf(number: VonageNumber, settings: RemoteSettings): Record<string, string> {
  const fields: Fields = { ...fieldsOf(number), ...changedFields(settings) };
  const kept = Object.entries(fields).filter((entry): entry is [Field, string] => entry[1] !== null);
  return { country: number.country, msisdn: number.msisdn, ...Object.fromEntries(kept) };
}

function changedFields(settings: RemoteSettings): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(settings).map(([setting, value]) => {
      if (!Object.hasOwn(SETTINGS, setting)) throw new TypeError(`A Vonage number has no setting "${setting}"`);
      return [SETTINGS[setting as keyof typeof SETTINGS], value === null ? null : String(value)];
    }),
  );
}

/**
 * What is set. A voice callback of the deprecated type `app` that only repeats the application goes with it, so it is
 * none. A messages callback is never left out: it keeps inbound messages where they are when the application changes.
 */
function fieldsOf(number: VonageNumber): Fields {
  const fields = Object.fromEntries(WRITABLE.map((field) => [field, textSetting(number[field])])) as Fields;
  const repeats = fields.voiceCallbackType === 'app' && fields.voiceCallbackValue === fields.app_id;
  return repeats ? { ...fields, voiceCallbackType: null, voiceCallbackValue: null } : fields;
}
