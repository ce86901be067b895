import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { PlivoCallMarkup } from './plivo.call-markup.js';
import { PlivoCredentialCheck } from './plivo.credential-check.js';
import { PlivoCredentials } from './plivo.credentials.js';
import { PlivoInboundWebhookStrategy } from './plivo.inbound-webhook.strategy.js';
import { PLIVO } from './plivo.metadata.js';
import { PlivoNumberInventory } from './plivo.number-inventory.js';
import { PlivoNumberSyncStrategy } from './plivo.number-sync.strategy.js';
import { PlivoVoiceApplicationStrategy } from './plivo.voice-application.strategy.js';

@TelephonyProvider()
export class PlivoProvider extends ProviderFacade {
  readonly metadata = PLIVO;
  readonly credentialsClass = PlivoCredentials;

  constructor(
    readonly sync: PlivoNumberSyncStrategy,
    override readonly application: PlivoVoiceApplicationStrategy,
    override readonly inventory: PlivoNumberInventory,
    override readonly credentialCheck: PlivoCredentialCheck,
    override readonly webhook: PlivoInboundWebhookStrategy,
    override readonly markup: PlivoCallMarkup,
  ) {
    super();
  }
}
