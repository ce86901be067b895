import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { ProviderCredentials } from './credentials.js';
import type { InboundWebhooks } from './inbound-webhooks.js';
import type { SettingLinks } from './path-link.js';
import type { RemoteRecord, RemoteSettings } from './remote-settings.js';

/** Why a number cannot be attached whatever the carrier says, and what to do. */
export interface SyncObstacle {
  /** Stable code, for instance `signature_secret_missing`. */
  reason: string;
  message: string;
}

/**
 * How a carrier binds one number. Strategies are stateless: credentials are an argument. They read and write settings;
 * saving, comparing, restoring and reading back is done once, for all providers, above them.
 */
export abstract class NumberSyncStrategy {
  /** The number as a record of its account. `read` answering null means that the account does not own it. */
  abstract number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord;

  /**
   * The settings of the number with which its calls reach us, precedence rules of the carrier considered: a setting
   * that would win over ours is part of it, as null.
   * @param applicationId the voice application that the number is linked to, for providers that have them
   */
  abstract wanted(webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings;

  /** The settings of a number that goes nowhere: written on release when there is nothing to restore. */
  abstract readonly released: RemoteSettings;

  /** Which link of the path from the carrier to the workflow each of the wanted settings makes. */
  abstract readonly links: SettingLinks;

  /** What must be repaired in the credentials before a number can be attached, if anything. */
  obstacle(_credentials: ProviderCredentials): SyncObstacle | null {
    return null;
  }
}
