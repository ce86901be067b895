import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { VonageCredentials } from './vonage.credentials.js';
import { VONAGE } from './vonage.metadata.js';
import { VonageNumberSyncStrategy } from './vonage.number-sync.strategy.js';
import { VonageVoiceApplicationStrategy } from './vonage.voice-application.strategy.js';

@TelephonyProvider()
export class VonageProvider extends ProviderFacade {
  readonly metadata = VONAGE;
  readonly credentialsClass = VonageCredentials;

  constructor(
    readonly sync: VonageNumberSyncStrategy,
    override readonly application: VonageVoiceApplicationStrategy,
  ) {
    super();
  }
}
