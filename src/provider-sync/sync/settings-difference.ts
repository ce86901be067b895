import type { RemoteSettings, SettingValue } from '../contract/remote-settings.js';

/** A setting that the carrier shows differently from what is wanted. */
export interface SettingDifference {
  field: string;
  carrier_value: SettingValue;
  wanted_value: SettingValue;
}

/** The differences, field by field. */
export function differences(wanted: RemoteSettings, present: RemoteSettings): SettingDifference[] {
  return differingFields(wanted, present).map((field) => ({
    field,
    carrier_value: present[field] ?? null,
    wanted_value: wanted[field] ?? null,
  }));
}

/** The fields of `wanted` that `present` shows differently. A field that is not there counts as not set. */
export function differingFields(wanted: RemoteSettings, present: RemoteSettings): string[] {
  return Object.keys(wanted).filter((field) => (present[field] ?? null) !== (wanted[field] ?? null));
}

/** Only the named fields; those that are missing are null. */
export function pick(settings: RemoteSettings, fields: readonly string[]): RemoteSettings {
  return Object.fromEntries(fields.map((field) => [field, settings[field] ?? null]));
}
