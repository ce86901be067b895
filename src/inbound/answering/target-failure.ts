/** Why a target could not take a call. */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure';

  /** @param code stable for log and metrics, such as `timeout`; names no address and no content */
  constructor(readonly code: string) {
    super(code);
  }
}
