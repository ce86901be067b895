import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { TelnyxCallControl } from './telnyx.call-control.js';
import { TelnyxCredentialCheck } from './telnyx.credential-check.js';
import { TelnyxCredentials } from './telnyx.credentials.js';
import { TelnyxInboundWebhookStrategy } from './telnyx.inbound-webhook.strategy.js';
import { TELNYX } from './telnyx.metadata.js';
import { TelnyxNumberInventory } from './telnyx.number-inventory.js';
import { TelnyxNumberSyncStrategy } from './telnyx.number-sync.strategy.js';
import { TelnyxVoiceApplicationStrategy } from './telnyx.voice-application.strategy.js';

@TelephonyProvider()
export class TelnyxProvider extends ProviderFacade {
  readonly metadata = TELNYX;
  readonly credentialsClass = TelnyxCredentials;

  constructor(
    readonly sync: TelnyxNumberSyncStrategy,
    override readonly application: TelnyxVoiceApplicationStrategy,
    override readonly inventory: TelnyxNumberInventory,
    override readonly credentialCheck: TelnyxCredentialCheck,
    override readonly webhook: TelnyxInboundWebhookStrategy,
    override readonly control: TelnyxCallControl,
  ) {
    super();
  }
}
