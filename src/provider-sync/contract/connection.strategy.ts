import type { ProviderCredentials } from './credentials.js';
import type { InboundEvent } from './inbound/inbound-event.js';

/** How a connection ended, or why none came about. */
export interface ConnectionEnd {
  /** Stable code, kebab-case with the provider in front, such as `ari-unauthorized`. */
  code: string;
  /** A sentence for a person; names no secret and no address. */
  message: string;
  /** Whether trying again without any change can help. */
  isRetryable: boolean;
  /** Whether the connection was up long enough to count as having worked. */
  wasStable: boolean;
  /** Whether the configuration must be parked at once, however often it worked before. */
  mustPark: boolean;
}

/** Who wants to know what happens on a connection. Its methods return at once. */
export interface ConnectionListener {
  /** The connection is open and calls can come. */
  onUp(): void;
  /** Something happened to a call. Its `accountId` is empty: whoever holds the connection knows whose it is. */
  onEvent(event: InboundEvent): void;
}

/** A permanent connection from this service to a carrier or PBX, over which its calls are announced. */
export abstract class ConnectionStrategy {
  /**
   * Holds one connection until it ends or the signal says stop. Never throws.
   * @returns how it ended; null when the signal ended it
   */
  abstract hold(
    credentials: ProviderCredentials,
    listener: ConnectionListener,
    signal: AbortSignal,
  ): Promise<ConnectionEnd | null>;

  /** Why there is no sense in connecting, if there is none: a setting that is missing. */
  abstract obstacle(credentials: ProviderCredentials): ConnectionEnd | null;
}
