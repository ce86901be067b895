import { TelephonyProvider } from '../../contract/telephony-provider.decorator.js';
import { ProviderFacade } from '../../contract/telephony-provider.js';
import { AriCallControl } from './ari.call-control.js';
import { AriConnectionStrategy } from './ari.connection.strategy.js';
import { AriCredentialCheck } from './ari.credential-check.js';
import { AriCredentialCompletion } from './ari.credential-completion.js';
import { AriCredentials } from './ari.credentials.js';
import { ARI } from './ari.metadata.js';
import { AriNumberSyncStrategy } from './ari.number-sync.strategy.js';

@TelephonyProvider()
export class AriProvider extends ProviderFacade {
  readonly metadata = ARI;
  readonly credentialsClass = AriCredentials;

  constructor(
    readonly sync: AriNumberSyncStrategy,
    override readonly credentialCheck: AriCredentialCheck,
    override readonly completion: AriCredentialCompletion,
    override readonly connection: AriConnectionStrategy,
    override readonly control: AriCallControl,
  ) {
    super();
  }
}
