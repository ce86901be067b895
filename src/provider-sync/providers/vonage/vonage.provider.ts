import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { VonageCallMarkup } from './vonage.call-markup.js';
import { VonageCredentialCheck } from './vonage.credential-check.js';
import { VonageCredentials } from './vonage.credentials.js';
import { VonageInboundWebhookStrategy } from './vonage.inbound-webhook.strategy.js';
import { VONAGE } from './vonage.metadata.js';
import { VonageNumberInventory } from './vonage.number-inventory.js';
import { VonageNumberSyncStrategy } from './vonage.number-sync.strategy.js';
import { VonageVoiceApplicationStrategy } from './vonage.voice-application.strategy.js';

@TelephonyProvider()
export class VonageProvider extends ProviderFacade {
  readonly metadata = VONAGE;
  readonly credentialsClass = VonageCredentials;

  constructor(
    readonly sync: VonageNumberSyncStrategy,
    override readonly application: VonageVoiceApplicationStrategy,
    override readonly inventory: VonageNumberInventory,
    override readonly credentialCheck: VonageCredentialCheck,
    override readonly webhook: VonageInboundWebhookStrategy,
    override readonly markup: VonageCallMarkup,
  ) {
    super();
  }
}
