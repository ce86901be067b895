import { isHttpUrl } from './http-url.js';
import { isJsonObject, type JsonObject } from './json-object.js';
import type { VonageInvalidParameter } from './vonage-problems.js';

const CAPABILITIES = ['meetings', 'messages', 'network_apis', 'rtc', 'vbc', 'verify', 'video', 'voice'];
const VOICE_MEMBERS = ['conversations_ttl', 'leg_persistence_time', 'region', 'signed_callbacks', 'webhooks'];
const LONGEST_READ_MS: Readonly<Record<string, number>> = {
  answer_url: 5_000,
  fallback_answer_url: 5_000,
  event_url: 10_000,
};

type Complain = (name: string, reason: string) => void;

/** What is wrong with the capabilities. Voice is checked to the last member, the others only by name. */
export function invalidCapabilities(value: unknown): VonageInvalidParameter[] {
  const invalid: VonageInvalidParameter[] = [];
  const complain: Complain = (name, reason) => invalid.push({ name: `capabilities${name}`, reason });
  if (!isJsonObject(value)) return [{ name: 'capabilities', reason: 'must be an object' }];
  for (const [name, capability] of Object.entries(value)) {
    if (!CAPABILITIES.includes(name)) complain(`.${name}`, 'is not a capability');
    else if (!isJsonObject(capability)) complain(`.${name}`, 'must be an object');
    else if (name === 'voice') checkVoice(capability, complain);
  }
  return invalid;
}

/** Signed webhooks are on unless they are switched off. */
export function withVoiceDefaults(capabilities: JsonObject): JsonObject {
  const { voice } = capabilities;
  return isJsonObject(voice) ? { ...capabilities, voice: { signed_callbacks: true, ...voice } } : capabilities;
}

function checkVoice(voice: JsonObject, complain: Complain): void {
  for (const name of Object.keys(voice)) {
    if (!VOICE_MEMBERS.includes(name)) complain(`.voice.${name}`, 'is not known');
  }
  const { webhooks = {}, signed_callbacks: signed } = voice as { webhooks?: unknown; signed_callbacks?: unknown };
  if (signed !== undefined && typeof signed !== 'boolean') complain('.voice.signed_callbacks', 'must be a boolean');
  if (!isJsonObject(webhooks)) {
    complain('.voice.webhooks', 'must be an object');
    return;
  }
  for (const [name, webhook] of Object.entries(webhooks)) {
    const longestReadMs = LONGEST_READ_MS[name];
    const at = `.voice.webhooks.${name}`;
    if (longestReadMs === undefined) complain(at, 'is not known');
    else if (!isJsonObject(webhook)) complain(at, 'must be an object');
    else checkWebhook(webhook, longestReadMs, (member, reason) => complain(`${at}.${member}`, reason));
  }
}

function checkWebhook(webhook: JsonObject, longestReadMs: number, complain: Complain): void {
  const { address, http_method: method, connect_timeout: connect, socket_timeout: read, ...unknown } = webhook;
  for (const name of Object.keys(unknown)) complain(name, 'is not known');
  if (typeof address !== 'string' || !isHttpUrl(address)) complain('address', 'must be a valid URL');
  if (method !== undefined && method !== 'GET' && method !== 'POST')
    complain('http_method', 'must be one of: GET, POST');
  if (!isWithin(connect, 300, 1_000)) complain('connect_timeout', 'must be between 300 and 1000');
  if (!isWithin(read, 1_000, longestReadMs)) complain('socket_timeout', `must be between 1000 and ${longestReadMs}`);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= least && Number(value) <= most);
}
