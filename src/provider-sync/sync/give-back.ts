import type { RemoteRecord, RemoteSettings } from '../contract/remote-settings.js';
import { differingFields, pick } from './settings-difference.js';
import type { SettingsMemory } from './settings-memory.js';
import { isOurs, isSurelyOurs } from './settings-memory.js';

/** How a release ended. */
export type GiveBackOutcome =
  /** What was there before us is there again. */
  | { kind: 'restored' }
  /** We had never changed it, or it is not in the account any more. */
  | { kind: 'nothing_to_do' }
  /** Somebody else has changed these fields since, so they stay; only what is surely ours was put back. */
  | { kind: 'left_alone'; fields: string[] }
  /** The carrier accepted the write and shows something else. */
  | { kind: 'not_effective'; fields: string[] };

interface GiveBack {
  record: RemoteRecord;
  memory: SettingsMemory;
  /** What to write when nothing was there before us. */
  released: RemoteSettings;
  signal: AbortSignal;
}

/**
 * Puts back what was there before {@link takeOver}, but only while the present values are still ours: `giveBack` after
 * `takeOver` is the identity, and a change that somebody else made in between is never undone. A URL or id of ours that
 * they left beside it goes, so that nothing keeps pointing here.
 * @throws ProviderError
 */
export async function giveBack({ record, memory, released, signal }: GiveBack): Promise<GiveBackOutcome> {
  const { applied, saved } = memory;
  if (applied === null) return { kind: 'nothing_to_do' };
  const present = await record.read(signal);
  if (present === null) return { kind: 'nothing_to_do' };
  const former = pick({ ...released, ...saved }, Object.keys(applied));
  if (differingFields(former, present).length === 0) return { kind: 'restored' };
  const changed = Object.keys(applied).filter((field) => !isOurs(applied, field, present));
  const isReturned = (field: string): boolean => changed.length === 0 || isSurelyOurs(applied, field, present);
  const returned = pick(former, Object.keys(applied).filter(isReturned));
  const differing = differingFields(returned, present);
  if (differing.length > 0) {
    await record.write(pick(returned, differing), signal);
    const after = await record.read(signal);
    if (after === null) return { kind: 'nothing_to_do' };
    const mismatched = differingFields(returned, after);
    if (mismatched.length > 0) return { kind: 'not_effective', fields: mismatched };
  }
  return changed.length === 0 ? { kind: 'restored' } : { kind: 'left_alone', fields: changed };
}
