import { isDeepStrictEqual } from 'node:util';
import type { RemoteRecord, RemoteSettings } from '../contract/remote-settings.js';
import { differingFields, pick } from './settings-difference.js';
import type { SettingsMemory } from './settings-memory.js';
import { beside, isOurs, isSurelyOurs } from './settings-memory.js';

/** How a take-over ended. */
export type TakeOverOutcome =
  | { kind: 'ours'; present: RemoteSettings }
  /** The record is not in the account any more. */
  | { kind: 'gone' }
  /** The carrier accepted the write and shows something else. */
  | { kind: 'not_effective'; fields: string[]; present: RemoteSettings };

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

/**
 * When somebody else has changed the record, it is theirs as it stands; in the place of what is surely ours stays what
 * was there before.
 */
function memoryBeforeWriting(present: RemoteSettings, foreign: string[], { wanted, memory }: TakeOver): SettingsMemory {
  const applied = beside(memory.applied, wanted);
  if (foreign.length === 0) return { saved: memory.saved, applied };
  const theirs = Object.keys(wanted).filter((field) => !isSurelyOurs(applied, field, present));
  return { saved: { ...memory.saved, ...pick(present, theirs) }, applied };
}

/** Once the carrier shows the wanted values, none before them can be there any more. */
async function confirm({ saved, applied }: SettingsMemory, { wanted, remember }: TakeOver): Promise<void> {
  const confirmed = beside(null, wanted);
  if (!isDeepStrictEqual(applied, confirmed)) await remember({ saved, applied: confirmed });
}

/**
 * What was read before is good enough to be replaced, since the write is read back; that everything is as wanted must
 * be seen now.
 */
async function presentOf({ record, wanted, present, signal }: TakeOver): Promise<RemoteSettings | null> {
  return present && differingFields(wanted, present).length > 0 ? present : record.read(signal);
}

/**
 * Makes a remote record send calls to us: compares, saves what was there, writes what differs, reads back. Asking again
 * changes nothing.
 * @throws ProviderError, or whatever `beforeReplacing` throws
 */
export async function takeOver(request: TakeOver): Promise<TakeOverOutcome> {
  const { record, wanted, memory, signal } = request;
  const present = await presentOf(request);
  if (present === null) return { kind: 'gone' };
  const differing = differingFields(wanted, present);
  if (differing.length === 0) {
    await confirm(memory, request);
    return { kind: 'ours', present };
  }
  const foreign = differing.filter((field) => !isOurs(memory.applied, field, present));
  if (foreign.length > 0) await request.beforeReplacing?.(present);
  const remembered = memoryBeforeWriting(present, foreign, request);
  await request.remember(remembered);
  await record.write(pick(wanted, differing), signal);
  const after = await record.read(signal);
  if (after === null) return { kind: 'gone' };
  const mismatched = differingFields(wanted, after);
  if (mismatched.length > 0) return { kind: 'not_effective', fields: mismatched, present: after };
  await confirm(remembered, request);
  return { kind: 'ours', present: after };
}
