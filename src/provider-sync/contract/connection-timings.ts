import { Injectable } from '@nestjs/common';

/** How patient permanent connections are, in milliseconds unless said otherwise. Tests replace single values. */
@Injectable()
export class ConnectionTimings {
  /** Until a connection must be open. */
  readonly openWithinMs: number = 10_000;
  /** Between two pings; a connection over which nothing came for that long after one is given up. */
  readonly pingEveryMs: number = 30_000;
  /** A connection that ends sooner does not count as having worked. */
  readonly stableAfterMs: number = 30_000;
  readonly firstBackoffMs: number = 1_000;
  readonly longestBackoffMs: number = 300_000;
  /** Failures in a row, none of which more tries can mend, until the configuration is parked. */
  readonly parkAfterFailures: number = 5;
  /** How long a configuration may fail without a break until it is parked. */
  readonly parkAfterMs: number = 3_600_000;
  /** Between two looks at the configurations without being kicked. */
  readonly refreshEveryMs: number = 60_000;
  /** How long a replica holds a connection without renewing its lease. */
  readonly leaseMs: number = 30_000;
  readonly renewEveryMs: number = 10_000;
}
