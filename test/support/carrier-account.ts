import type { LoopbackCarrier } from './carriers/loopback-carrier.js';
import type { Sandbox } from './carriers/seed-sandbox.js';
import type { RemoteSettings } from '../../src/provider-sync/contract/remote-settings.js';

/** One carrier of each kind: it binds the number, or an application that it makes, or one that exists already. */
export const PROVIDERS = ['twilio', 'plivo', 'vonage'] as const;

export type ProviderName = (typeof PROVIDERS)[number];

/** An account of its own at a loopback carrier, so that neither its breaker nor its numbers concern another test. */
export interface CarrierAccount {
  readonly provider: string;
  readonly displayName: string;
  readonly carrier: LoopbackCarrier;
  /** What names the account: SID, Auth ID or API key. */
  readonly id: string;
  /** The application in the credentials; null where Dialplane makes one or needs none. */
  readonly applicationId: string | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  /** The whole number as the carrier keeps it, without the time of its last change. */
  record(address: string): object;
  /** Somebody sends the number's calls elsewhere, in the carrier's console. */
  sendElsewhere(address: string): void;
  /** The number is given up or ported away. */
  remove(address: string): void;
  /** The number is back in the account and goes nowhere; left out where it can be made again through the API. */
  putBack?(address: string): void;
  /**
   * Values of settings, by name, that send calls elsewhere and that the carrier takes: for settings that must be empty,
   * and for those that name a thing of the account, which is made.
   */
  elsewhere?(): RemoteSettings;
  /**
   * The other side of the connections forgets that they take calls, although they stay, until the answered function is
   * called.
   */
  unregister?(): () => void;
  /** Ends the connections over which calls are announced, and takes no new ones until the answered function is called. */
  disconnect?(): () => void;
}

let lastNumber = 0;

/** A valid number of the United States that no other test of this process has. */
export function unusedAddress(): string {
  lastNumber += 1;
  return `+1415${2_000_000 + lastNumber}`;
}

/** Opens an account with numbers that go nowhere yet. */
export function openAccount(sandbox: Pick<Sandbox, 'carriers'>, provider: string, numbers = 1): CarrierAccount {
  const started = sandbox.carriers[provider];
  if (!started) {
    throw new Error(`There is no carrier to test "${provider}" with: add test/support/carriers/${provider}.kit.ts`);
  }
  return started.openAccount(Array.from({ length: numbers }, unusedAddress));
}
