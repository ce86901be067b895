/** How old an answer may be that counts as fresh, milliseconds. */
export const FRESH_MS = 1_000;

/**
 * When something was last proven to be so. What is read while a {@link RouteListener} listens shares one proof, which
 * each heartbeat moves on: whatever had changed by then was announced.
 */
export class Proof {
  /** @param at in the time of {@link RouteClock} */
  constructor(public at: number) {}
}

/** How far something that was read can be relied on. */
export class Knowledge {
  constructor(
    private readonly proof: Proof,
    /** When the reading began. */
    readonly readAt: number,
    private readonly isDoubted = false,
  ) {}

  isFresh(now: number): boolean {
    return !this.isDoubted && now - this.proof.at <= FRESH_MS;
  }

  /** How long ago it was last proven. */
  ageMs(now: number): number {
    return now - this.proof.at;
  }

  /** Whether it was read under this proof and nothing was said against it since. */
  restsOn(proof: Proof): boolean {
    return this.proof === proof && !this.isDoubted;
  }

  /** The same after a change was announced: true until now, and no longer proven by anything. */
  doubted(): Knowledge {
    return this.isDoubted ? this : new Knowledge(new Proof(this.proof.at), this.readAt, true);
  }
}
