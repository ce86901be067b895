import type { RemoteRecord } from '../contract/remote-settings.js';
import type { GiveBackOutcome } from './give-back.js';
import type { SettingsMemory } from './settings-memory.js';
import { isOurs } from './settings-memory.js';

interface Unprovision {
  record: RemoteRecord;
  memory: SettingsMemory;
  signal: AbortSignal;
}

/**
 * Removes a number that we created at the carrier, but only while its present values are still ours: what somebody else
 * has taken into use since stays.
 * @throws ProviderError
 */
export async function unprovision(
  { record, memory: { applied }, signal }: Unprovision,
  remove: () => Promise<void> | undefined,
): Promise<GiveBackOutcome> {
  const present = await record.read(signal);
  if (present === null) return { kind: 'nothing_to_do' };
  const changed = Object.keys(applied ?? {}).filter((field) => !isOurs(applied, field, present));
  if (changed.length > 0) return { kind: 'left_alone', fields: changed };
  await remove();
  const after = await record.read(signal);
  return after === null ? { kind: 'restored' } : { kind: 'not_effective', fields: Object.keys(after) };
}
