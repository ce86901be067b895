import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';

/** What was seen of something outside the database, and when. */
export type Sighting<T> =
  | { kind: 'seen'; value: T; at: Date }
  /** Nobody has looked. */
  | { kind: 'never' }
  /** Somebody looked and could not see; the reason is a stable code. */
  | { kind: 'hidden'; reason: string; detail: string; at: Date };

/** Whether the public URL leads here. */
export interface PublicUrlSighting {
  isReachable: boolean;
  /** Why not, or what is not as it should be although it does. */
  reason: string | null;
}

/** Whether the connection is open over which calls come. */
export interface ConnectionSighting {
  isUp: boolean;
  /** How the last one ended, or why none came about; null while it is up. */
  code: string | null;
}

/** Everything that a verdict on one number is concluded from. */
export interface PathFacts {
  configurationId: number;
  phoneNumberId: number;
  /** When the rest of the facts was read, by the clock of the database. */
  readAt: Date;
  isParked: boolean;
  hasSigningSecret: boolean;
  isNumberActive: boolean;
  /** Null when none is bound. */
  workflow: { id: number; isActive: boolean } | null;
  /** The carrier's id of the application; null when there is none yet, or the provider has none. */
  applicationId: string | null;
  /** Why the carrier does not accept the credentials; null when it does. */
  credentials: Sighting<string | null>;
  /** Never seen where a provider needs none. */
  connection: Sighting<ConnectionSighting>;
  /** The settings at the carrier; null when the account does not have it. */
  number: Sighting<RemoteSettings | null>;
  application: Sighting<RemoteSettings | null>;
  publicUrl: Sighting<PublicUrlSighting>;
}

export function seen<T>(value: T, at: Date): Sighting<T> {
  return { kind: 'seen', value, at };
}

export const NEVER_SEEN = { kind: 'never' } as const;
