import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { VobizCallMarkup } from './vobiz.call-markup.js';
import { VobizCredentialCheck } from './vobiz.credential-check.js';
import { VobizCredentials } from './vobiz.credentials.js';
import { VobizInboundWebhookStrategy } from './vobiz.inbound-webhook.strategy.js';
import { VOBIZ } from './vobiz.metadata.js';
import { VobizNumberInventory } from './vobiz.number-inventory.js';
import { VobizNumberSyncStrategy } from './vobiz.number-sync.strategy.js';
import { VobizVoiceApplicationStrategy } from './vobiz.voice-application.strategy.js';

@TelephonyProvider()
export class VobizProvider extends ProviderFacade {
  readonly metadata = VOBIZ;
  readonly credentialsClass = VobizCredentials;

  constructor(
    readonly sync: VobizNumberSyncStrategy,
    override readonly application: VobizVoiceApplicationStrategy,
    override readonly inventory: VobizNumberInventory,
    override readonly credentialCheck: VobizCredentialCheck,
    override readonly webhook: VobizInboundWebhookStrategy,
    override readonly markup: VobizCallMarkup,
  ) {
    super();
  }
}
