import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';

/** An attempt that ended without the carrier being at fault: something here must be repaired or confirmed first. */
export class SyncRefusal extends Error {
  constructor(
    readonly reason: string,
    message: string,
    /** What the carrier showed of the number, if it was read. */
    readonly observed?: RemoteSettings | null,
  ) {
    super(message);
    this.name = 'SyncRefusal';
  }
}
