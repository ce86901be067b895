/** The value of one setting at a carrier. "Not set" is always null, whatever the carrier's spelling of it. */
export type SettingValue = string | boolean | null;

/** The settings of one remote record (a number, an application) that this service reads and writes, by field name. */
export type RemoteSettings = Readonly<Record<string, SettingValue>>;

/**
 * One record at a carrier whose settings can be read and changed. Made per call by a stateless strategy, so it may keep
 * what it read (a carrier's id, the rest of a record that an update replaces as a whole).
 */
export interface RemoteRecord {
  /**
   * Reads the present settings, always from the carrier. Null when the record does not exist in this account.
   * @throws ProviderError
   */
  read(signal: AbortSignal): Promise<RemoteSettings | null>;
  /**
   * Changes exactly the given settings and nothing else of the record.
   * @throws ProviderError
   */
  write(settings: RemoteSettings, signal: AbortSignal): Promise<void>;
}
