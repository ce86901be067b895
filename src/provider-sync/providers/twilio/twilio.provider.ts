import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { TwilioCallMarkup } from './twilio.call-markup.js';
import { TwilioCredentialCheck } from './twilio.credential-check.js';
import { TwilioCredentials } from './twilio.credentials.js';
import { TwilioInboundWebhookStrategy } from './twilio.inbound-webhook.strategy.js';
import { TWILIO } from './twilio.metadata.js';
import { TwilioNumberInventory } from './twilio.number-inventory.js';
import { TwilioNumberSyncStrategy } from './twilio.number-sync.strategy.js';

@TelephonyProvider()
export class TwilioProvider extends ProviderFacade {
  readonly metadata = TWILIO;
  readonly credentialsClass = TwilioCredentials;

  constructor(
    readonly sync: TwilioNumberSyncStrategy,
    override readonly inventory: TwilioNumberInventory,
    override readonly credentialCheck: TwilioCredentialCheck,
    override readonly webhook: TwilioInboundWebhookStrategy,
    override readonly markup: TwilioCallMarkup,
  ) {
    super();
  }
}
