/** For the way back to the carrier, and for saying something else when a workflow's endpoint has said nothing. */
const RESERVE_MS = 1_000;

/** How much of a carrier's patience is left for one call. */
export class CarrierClock {
  /**
   * @param deadlineMs how long the carrier waits; see `ProviderCapabilities.webhookDeadlineMs`
   * @param startedAt when the request came, by `performance.now()`
   */
  constructor(
    private readonly deadlineMs: number,
    private readonly startedAt: number,
  ) {}

  /** Since the request came, milliseconds. */
  elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Until the carrier gives up, milliseconds; negative when it has. */
  marginMs(): number {
    return this.deadlineMs - this.elapsedMs();
  }

  /** What others may be waited for, milliseconds; not positive when there is no time left. */
  budgetMs(): number {
    return this.marginMs() - RESERVE_MS;
  }

  /**
   * How long the carrier may take to carry out an order, milliseconds. As long as there is time, so that there is some
   * left for another order; and always long enough for one, because the call waits although the webhook does not.
   */
  orderMs(): number {
    return Math.max(RESERVE_MS, this.budgetMs());
  }
}
