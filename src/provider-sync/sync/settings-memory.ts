import type { RemoteSettings } from '../contract/remote-settings.js';

/** What is remembered of a remote record that we changed. */
export interface SettingsMemory {
  /** The values that were there before us; null when there was nothing that was not ours. */
  saved: RemoteSettings | null;
  /** The values that we wrote, or were about to write; null when we never did. */
  applied: RemoteSettings | null;
}
