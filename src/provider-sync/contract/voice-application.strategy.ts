import type { ProviderCredentials } from './credentials.js';
import type { InboundWebhooks } from './inbound-webhooks.js';
import type { SettingLinks } from './path-link.js';
import type { RemoteRecord, RemoteSettings } from './remote-settings.js';

/** What hangs on a voice application at the carrier. */
export interface ApplicationDependents {
  /** Canonical addresses (E.164) of the numbers linked to it, as far as they were read. */
  addresses: readonly string[];
  /** Whether more exist than were read. */
  isTruncated: boolean;
}

/** Making and removing applications, for carriers whose credentials do not presuppose one. */
export interface ApplicationLifecycle {
  /** Finds the application with exactly this name or creates it, and answers its id: asking twice makes one. */
  ensure(
    credentials: ProviderCredentials,
    name: string,
    webhooks: InboundWebhooks,
    signal: AbortSignal,
  ): Promise<string>;

  /** Removes an application that we created. Removing one that is gone is no error. */
  remove(credentials: ProviderCredentials, applicationId: string, signal: AbortSignal): Promise<void>;
}

/** Voice applications, for carriers where the webhook URL belongs to an application and numbers are linked to it. */
export abstract class VoiceApplicationStrategy {
  /** The application as a record whose settings are the webhook URLs. */
  abstract record(credentials: ProviderCredentials, applicationId: string): RemoteRecord;

  /** The settings that make the application send calls to us. */
  abstract wanted(webhooks: InboundWebhooks): RemoteSettings;

  /** The settings of an application that sends calls nowhere: written on release when there is nothing to restore. */
  abstract readonly released: RemoteSettings;

  /** Which link of the path from the carrier to the workflow each of the wanted settings makes. */
  abstract readonly links: SettingLinks;

  /** Which numbers are linked to the application. */
  abstract dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents>;

  /** Null when the carrier's credentials name an application that must exist already. */
  abstract readonly lifecycle: ApplicationLifecycle | null;
}
