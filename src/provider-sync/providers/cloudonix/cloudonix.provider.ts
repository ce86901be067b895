import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { CloudonixCallMarkup } from './cloudonix.call-markup.js';
import { CloudonixChecklist } from './cloudonix.checklist.js';
import { CloudonixCredentialCheck } from './cloudonix.credential-check.js';
import { CloudonixCredentialCompletion } from './cloudonix.credential-completion.js';
import { CloudonixCredentials } from './cloudonix.credentials.js';
import { CloudonixInboundWebhookStrategy } from './cloudonix.inbound-webhook.strategy.js';
import { CLOUDONIX } from './cloudonix.metadata.js';
import { CloudonixNumberInventory } from './cloudonix.number-inventory.js';
import { CloudonixNumberProvisioning } from './cloudonix.number-provisioning.js';
import { CloudonixNumberSyncStrategy } from './cloudonix.number-sync.strategy.js';
import { CloudonixTrunkStrategy } from './cloudonix.trunk.strategy.js';
import { CloudonixVoiceApplicationStrategy } from './cloudonix.voice-application.strategy.js';

@TelephonyProvider()
export class CloudonixProvider extends ProviderFacade {
  readonly metadata = CLOUDONIX;
  readonly credentialsClass = CloudonixCredentials;

  constructor(
    readonly sync: CloudonixNumberSyncStrategy,
    override readonly application: CloudonixVoiceApplicationStrategy,
    override readonly inventory: CloudonixNumberInventory,
    override readonly credentialCheck: CloudonixCredentialCheck,
    override readonly completion: CloudonixCredentialCompletion,
    override readonly provisioning: CloudonixNumberProvisioning,
    override readonly trunks: CloudonixTrunkStrategy,
    override readonly checklist: CloudonixChecklist,
    override readonly webhook: CloudonixInboundWebhookStrategy,
    override readonly markup: CloudonixCallMarkup,
  ) {
    super();
  }
}
