import type { CarrierAccount } from '../carrier-account.js';
import type { Experience, InboundCaller } from './inbound-caller.js';
import type { LoopbackCarrier } from './loopback-carrier.js';

/** What a provider brings to the tests and to the sandbox, in a file named `<provider>.kit.ts` that exports `kit`. */
export interface CarrierKit {
  /** How many ports its loopback carrier listens on. */
  readonly ports: number;
  /** The first port of `npm run sandbox`, where documents name it; left out, whichever is free after those. */
  readonly sandboxPort?: number;
  /** How it announces calls; left out for those that announce them over a connection. */
  readonly inbound?: InboundCaller;
  /** Starts the carrier, with one demonstration account in it. */
  start(...ports: readonly number[]): Promise<StartedCarrier>;
}

/** A loopback carrier that runs. */
export interface StartedCarrier {
  readonly carrier: LoopbackCarrier;
  /** The variables that point Dialplane at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Credentials of the demonstration account. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Calls a number of the demonstration account; only where calls are announced over a connection. */
  ring?(to: string, from: string): Promise<Experience>;
  /** Opens an account of its own with these numbers, which go nowhere yet. */
  openAccount(addresses: readonly string[]): CarrierAccount;
}
