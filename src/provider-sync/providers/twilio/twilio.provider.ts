import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { TwilioCredentials } from './twilio.credentials.js';
import { TWILIO } from './twilio.metadata.js';
import { TwilioNumberSyncStrategy } from './twilio.number-sync.strategy.js';

@TelephonyProvider()
export class TwilioProvider extends ProviderFacade {
  readonly metadata = TWILIO;
  readonly credentialsClass = TwilioCredentials;

  constructor(readonly sync: TwilioNumberSyncStrategy) {
    super();
  }
}
