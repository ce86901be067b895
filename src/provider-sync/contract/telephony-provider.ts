import type { NumberSyncStrategy } from './number-sync.strategy.js';
import type { ProviderMetadata } from './provider-metadata.js';
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
}
