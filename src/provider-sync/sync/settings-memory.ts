import type { RemoteSettings, SettingValue } from '../contract/remote-settings.js';

/**
 * By field, the values that are ours: the one that we write and, until the carrier has shown it, those before it. With
 * one value only, a write that failed in passing would make our own former value look like somebody else's.
 */
export type OwnValues = Readonly<Record<string, readonly SettingValue[]>>;

/** What is remembered of a remote record that we changed. */
export interface SettingsMemory {
  /** The values that were there before us; null when there was nothing that was not ours. */
  saved: RemoteSettings | null;
  /** The values that we wrote, or were about to write; null when we never did. */
  applied: OwnValues | null;
}

/** Whether the present value of a field is one that we set. */
export function isOurs(applied: OwnValues | null, field: string, present: RemoteSettings): boolean {
  return applied?.[field]?.includes(present[field] ?? null) ?? false;
}

/** A value that nobody else would come to by chance: a URL, an id. A method, a switch or "not set" tells nothing. */
function isTelling(value: SettingValue | undefined): boolean {
  return typeof value === 'string' && value !== 'GET' && value !== 'POST';
}

/**
 * Whose a field is once somebody else has changed the record: theirs as it stands, what they wrote and what they left;
 * only a value that nobody but us can have put there is ours. A method goes the way of its URL: `answer_method` that
 * of `answer_url`.
 */
export function isSurelyOurs(applied: OwnValues, field: string, present: RemoteSettings): boolean {
  const url = field.replace(/_method$/, '_url');
  const decisive = url in applied ? url : field;
  return isTelling(present[decisive]) && isOurs(applied, decisive, present);
}

/** The wanted values and, of each field, the earlier ones that may still be there. */
export function beside(applied: OwnValues | null, wanted: RemoteSettings): OwnValues {
  return Object.fromEntries(
    Object.entries(wanted).map(([field, value]) => [field, [...new Set([value, ...(applied?.[field] ?? [])])]]),
  );
}
