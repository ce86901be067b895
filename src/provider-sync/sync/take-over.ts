import type { RemoteRecord, RemoteSettings } from '../contract/remote-settings.js';
import { differingFields, pick } from './settings-difference.js';
import type { SettingsMemory } from './settings-memory.js';

/** How a take-over ended. */
export type TakeOverOutcome =
  | { kind: 'ours' }
  /** The record is not in the account any more. */
  | { kind: 'gone' }
  /** The carrier accepted the write and shows something else. */
  | { kind: 'not_effective'; fields: string[] };

interface TakeOver {
  record: RemoteRecord;
  wanted: RemoteSettings;
  memory: SettingsMemory;
  /** Stores the memory. Called before the carrier is written to, so that a crash cannot lose what was there. */
  remember: (memory: SettingsMemory) => Promise<void>;
  /** Asked when settings that are not ours are about to be replaced; throws to refuse. */
  beforeReplacing?: (present: RemoteSettings) => Promise<void>;
  /** The present settings, when they were read a moment ago. */
  present?: RemoteSettings | null;
  signal: AbortSignal;
}

/** Keeps what was there: everything at the first take-over, later only what somebody else has changed since. */
function memoryBeforeWriting(
  present: RemoteSettings,
  differing: string[],
  { wanted, memory }: TakeOver,
): SettingsMemory {
  const foreign = differing.filter((field) => memory.applied?.[field] !== present[field]);
  if (foreign.length === 0) return { saved: memory.saved, applied: wanted };
  const base = memory.applied === null ? pick(present, Object.keys(wanted)) : memory.saved;
  return { saved: { ...base, ...pick(present, foreign) }, applied: wanted };
}

/**
 * Makes a remote record send calls to us: compares, saves what was there, writes what differs, reads back. Asking again
 * changes nothing.
 * @throws ProviderError, or whatever `beforeReplacing` throws
 */
export async function takeOver(request: TakeOver): Promise<TakeOverOutcome> {
  const { record, wanted, memory, signal } = request;
  const present = request.present ?? (await record.read(signal));
  if (present === null) return { kind: 'gone' };
  const differing = differingFields(wanted, present);
  if (differing.length === 0) {
    if (memory.applied === null || differingFields(wanted, memory.applied).length > 0) {
      await request.remember({ saved: memory.saved, applied: wanted });
    }
    return { kind: 'ours' };
  }
  const isForeign = differing.some((field) => memory.applied?.[field] !== present[field]);
  if (isForeign) await request.beforeReplacing?.(present);
  await request.remember(memoryBeforeWriting(present, differing, request));
  await record.write(pick(wanted, differing), signal);
  const after = await record.read(signal);
  if (after === null) return { kind: 'gone' };
  const mismatched = differingFields(wanted, after);
  return mismatched.length === 0 ? { kind: 'ours' } : { kind: 'not_effective', fields: mismatched };
}
