import type { RemoteSettings } from '../contract/remote-settings.js';

/** The fields of `wanted` that `present` shows differently. A field that is not there counts as not set. */
export function differingFields(wanted: RemoteSettings, present: RemoteSettings): string[] {
  return Object.keys(wanted).filter((field) => (present[field] ?? null) !== (wanted[field] ?? null));
}

/** Only the named fields; those that are missing are null. */
export function pick(settings: RemoteSettings, fields: readonly string[]): RemoteSettings {
  return Object.fromEntries(fields.map((field) => [field, settings[field] ?? null]));
}
