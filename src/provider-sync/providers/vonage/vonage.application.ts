import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject, objectOf } from '../../contract/json-shape.js';
import type { RemoteSettings, SettingValue } from '../../contract/remote-settings.js';

/** An application, whole: what an update leaves out may be lost. */
export interface VonageApplication extends JsonObject {
  name: string;
  capabilities?: JsonObject | undefined;
  keys?: JsonObject | undefined;
}

/** The settings of a webhook, with their places in the voice capability. */
const WEBHOOK_SETTINGS: Readonly<Record<string, { webhook: string; member: 'address' | 'http_method' }>> = {
  answer_url: { webhook: 'answer_url', member: 'address' },
  answer_method: { webhook: 'answer_url', member: 'http_method' },
  fallback_answer_url: { webhook: 'fallback_answer_url', member: 'address' },
  fallback_answer_method: { webhook: 'fallback_answer_url', member: 'http_method' },
  event_url: { webhook: 'event_url', member: 'address' },
  event_method: { webhook: 'event_url', member: 'http_method' },
};

const WEBHOOKS = ['answer_url', 'fallback_answer_url', 'event_url'];

const isApplication = objectOf({ name: 'text', capabilities: 'object?', keys: 'object?' });
const isVoice = objectOf({ webhooks: 'object?', signed_callbacks: 'flag?' });
const isWebhook = objectOf({ address: 'text?', http_method: 'text?' });

export function isVonageApplication(value: unknown): value is VonageApplication {
  if (!isApplication(value)) return false;
  const voice = value.capabilities?.['voice'];
  if (voice === undefined) return true;
  if (!isVoice(voice)) return false;
  return WEBHOOKS.every((name) => voice.webhooks?.[name] === undefined || isWebhook(voice.webhooks[name]));
}

export function settingsOf(application: VonageApplication): RemoteSettings {
  const voice = member(application.capabilities, 'voice');
  const webhooks = member(voice, 'webhooks');
  const settings = Object.entries(WEBHOOK_SETTINGS).map(
    ([setting, { webhook, member: name }]): [string, SettingValue] => {
      const value = member(webhooks, webhook)[name];
      return [setting, typeof value === 'string' && value !== '' ? value : null];
    },
  );
  const signed = voice['signed_callbacks'];
  return { ...Object.fromEntries(settings), signed_callbacks: typeof signed === 'boolean' ? signed : null };
}

/**
 * The body of an update that changes only the given settings. It replaces the application, so everything that was read
 * is sent back: the other capabilities, the other members of voice, privacy, and the public key.
 */
export function updateOf(application: VonageApplication, settings: RemoteSettings): JsonObject {
  const { id: _id, _links, keys, capabilities, ...rest } = structuredClone(application);
  const publicKey = keys?.['public_key'];
  return {
    ...rest,
    ...(typeof publicKey === 'string' && { keys: { public_key: publicKey } }),
    capabilities: withVoice(capabilities ?? {}, settings),
  };
}

function withVoice(capabilities: JsonObject, settings: RemoteSettings): JsonObject {
  let voice = member(capabilities, 'voice');
  const webhooks = { ...member(voice, 'webhooks') };
  for (const [setting, value] of Object.entries(settings)) {
    const place = WEBHOOK_SETTINGS[setting];
    if (place) webhooks[place.webhook] = withMember(member(webhooks, place.webhook), place.member, value);
    else if (setting === 'signed_callbacks') voice = withMember(voice, setting, value);
    else throw new TypeError(`A Vonage application has no setting "${setting}"`);
  }
  for (const name of WEBHOOKS) {
    // Without an address there is no webhook, whatever else was said of it.
    if (!member(webhooks, name)['address']) delete webhooks[name];
  }
  return withMember(capabilities, 'voice', unlessEmpty(withMember(voice, 'webhooks', unlessEmpty(webhooks))));
}

/** The object in this place, or an empty one. */
function member(parent: JsonObject | undefined, name: string): JsonObject {
  const value = parent?.[name];
  return isJsonObject(value) ? value : {};
}

/** A copy with the member set, or without it for null. */
function withMember(parent: JsonObject, name: string, value: unknown): JsonObject {
  if (value !== null) return { ...parent, [name]: value };
  const { [name]: _removed, ...rest } = parent;
  return rest;
}

function unlessEmpty(object: JsonObject): JsonObject | null {
  return Object.keys(object).length === 0 ? null : object;
}
