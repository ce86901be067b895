import type { ConnectionStrategy } from './connection.strategy.js';
import type { CallControl } from './inbound/call-control.js';
import type { CallMarkup } from './inbound/call-markup.js';
import type { InboundWebhookStrategy } from './inbound/inbound-webhook.strategy.js';
import type { CredentialCheck } from './credential-check.js';
import type { CredentialCompletion } from './credential-completion.js';
import type { NumberInventory } from './number-inventory.js';
import type { NumberProvisioning } from './number-provisioning.js';
import type { NumberSyncStrategy } from './number-sync.strategy.js';
import type { ProviderMetadata } from './provider-metadata.js';
import type { SetupChecklist } from './setup-checklist.js';
import type { TrunkStrategy } from './trunk.strategy.js';
import type { VoiceApplicationStrategy } from './voice-application.strategy.js';

/** A class that validates credentials with class-validator and describes them in the OpenAPI document. */
export type CredentialsClass = new () => object;

/** The facade of one provider: what its folder offers to the service. */
export abstract class ProviderFacade {
  abstract readonly metadata: ProviderMetadata;
  abstract readonly credentialsClass: CredentialsClass;
  abstract readonly sync: NumberSyncStrategy;
  /** Only for carriers whose webhook URL belongs to an application. */
  readonly application: VoiceApplicationStrategy | null = null;
  /** Only for carriers that can list the numbers of an account. */
  readonly inventory: NumberInventory | null = null;
  /** Only where a harmless read tells whether credentials work. */
  readonly credentialCheck: CredentialCheck | null = null;
  /** Only where credentials hold values that nobody types. */
  readonly completion: CredentialCompletion | null = null;
  /** Only for carriers that create numbers on request. */
  readonly provisioning: NumberProvisioning | null = null;
  readonly trunks: TrunkStrategy | null = null;
  readonly checklist: SetupChecklist | null = null;
  /** Only for providers whose calls arrive over a connection that we hold. */
  readonly connection: ConnectionStrategy | null = null;
  /** Only for carriers that announce calls by webhooks; those that do not have a {@link connection}. */
  readonly webhook: InboundWebhookStrategy | null = null;
  /** Only for carriers that are told what to do with a call in the answer to its webhook. */
  readonly markup: CallMarkup | null = null;
  /** Only for carriers that are told it over their API. */
  readonly control: CallControl | null = null;
}
