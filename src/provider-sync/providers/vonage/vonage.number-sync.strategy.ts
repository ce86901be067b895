import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SyncObstacle } from '../../contract/number-sync.strategy.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { VonageClient } from './vonage.client.js';
import { settingsOf, updateOf } from './vonage.number.js';

class VonageNumberRecord implements RemoteRecord {
  constructor(
    private readonly client: VonageClient,
    private readonly credentials: ProviderCredentials,
    private readonly digits: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const number = await this.client.findNumber(this.credentials, this.digits, signal);
    return number && settingsOf(number);
  }

  /** Reads once more right before, because the update replaces whatever is there by then. */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const number = await this.client.findNumber(this.credentials, this.digits, signal);
    if (!number) throw this.client.notOwned(this.credentials);
    await this.client.updateNumber(this.credentials, updateOf(number, settings), signal);
  }
}

/** Binds a Vonage number by linking it to the application whose webhooks are ours. */
@Injectable()
export class VonageNumberSyncStrategy extends NumberSyncStrategy {
  readonly released: RemoteSettings = { app_id: null, voice_callback_type: null, voice_callback_value: null };

  readonly links: SettingLinks = {
    app_id: 'number_bound_to_application',
    voice_callback_type: 'nothing_takes_precedence',
    voice_callback_value: 'nothing_takes_precedence',
  };

  constructor(private readonly client: VonageClient) {
    super();
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new VonageNumberRecord(this.client, credentials, address.replace('+', ''));
  }

  /** A forward to a SIP address or telephone number takes precedence over the application, so there must be none. */
  wanted(_webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings {
    return { app_id: applicationId, voice_callback_type: null, voice_callback_value: null };
  }

  override obstacle({ signature_secret: secret }: ProviderCredentials): SyncObstacle | null {
    if (typeof secret === 'string' && secret !== '') return null;
    return {
      reason: 'signature_secret_missing',
      message:
        'Calls from Vonage are accepted only with signed webhooks. Copy the Signature Secret from the settings of the Vonage dashboard into this configuration, save it and try again.',
    };
  }
}
