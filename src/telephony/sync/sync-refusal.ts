/** An attempt that ended without the carrier being at fault: something here must be repaired or confirmed first. */
export class SyncRefusal extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
    this.name = 'SyncRefusal';
  }
}
