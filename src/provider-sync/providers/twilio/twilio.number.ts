import type { Shape } from '../../contract/json-shape.js';
import { isListOf, isJsonObject, objectOf, textSetting } from '../../contract/json-shape.js';
import type { RemoteSettings } from '../../contract/remote-settings.js';

/** The settings of a number that decide who answers its calls, with the names of their parameters. */
const PARAMETERS = {
  voice_url: 'VoiceUrl',
  voice_method: 'VoiceMethod',
  voice_fallback_url: 'VoiceFallbackUrl',
  voice_fallback_method: 'VoiceFallbackMethod',
  voice_application_sid: 'VoiceApplicationSid',
  trunk_sid: 'TrunkSid',
} as const;

type Setting = keyof typeof PARAMETERS;

const SETTINGS = Object.keys(PARAMETERS) as Setting[];

/** An IncomingPhoneNumber, as far as it is read. */
export type TwilioNumber = {
  sid: string;
  phone_number: string;
  friendly_name?: string | null | undefined;
  /** `voice`, `sms`, `mms` and `fax`, each true or false. */
  capabilities?: unknown;
} & Record<Setting, string | null | undefined>;

export const isTwilioNumber: Shape<TwilioNumber> = objectOf({
  sid: 'text',
  phone_number: 'text',
  friendly_name: 'text?',
  voice_url: 'text?',
  voice_method: 'text?',
  voice_fallback_url: 'text?',
  voice_fallback_method: 'text?',
  voice_application_sid: 'text?',
  trunk_sid: 'text?',
});

/** One page of a list; a next page is named by a path with a query. */
export interface TwilioNumberPage {
  incoming_phone_numbers: TwilioNumber[];
  next_page_uri?: string | null;
}

const isPage = objectOf({ next_page_uri: 'text?' });

export function isTwilioNumberPage(value: unknown): value is TwilioNumberPage {
  return isPage(value) && isJsonObject(value) && isListOf(value['incoming_phone_numbers'], isTwilioNumber);
}

export function settingsOf(number: TwilioNumber): RemoteSettings {
  return Object.fromEntries(SETTINGS.map((name) => [name, textSetting(number[name])]));
}

/** What the number can do. */
export function capabilitiesOf({ capabilities }: TwilioNumber): string[] {
  if (!isJsonObject(capabilities)) return [];
  const present = Object.keys(capabilities).filter((name) => capabilities[name] === true);
  // Elsewhere in the same API they are written large.
  return present.map((name) => name.toLowerCase());
}

/**
 * The parameters of an update. An empty string clears. Setting a trunk deletes the application and vice versa, so the
 * other of the two is left out: clearing it in the same request might count as setting it.
 */
export function parametersOf(settings: RemoteSettings): Record<string, string> {
  const { trunk_sid: trunk, voice_application_sid: application, ...rest } = settings as Partial<RemoteSettings>;
  const parameters = Object.entries(rest).map(([name, value]) => parameterOf(name, value));
  if (trunk !== undefined && (trunk || !application)) parameters.push(parameterOf('trunk_sid', trunk));
  if (application !== undefined && (application || !trunk))
    parameters.push(parameterOf('voice_application_sid', application));
  return Object.fromEntries(parameters);
}

function parameterOf(name: string, value: RemoteSettings[string] | undefined): [string, string] {
  if (!Object.hasOwn(PARAMETERS, name)) throw new TypeError(`A Twilio number has no setting "${name}"`);
  return [PARAMETERS[name as Setting], String(value ?? '')];
}
