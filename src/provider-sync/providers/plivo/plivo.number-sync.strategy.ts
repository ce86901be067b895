import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { PlivoClient } from './plivo.client.js';
import { numberSettings } from './plivo.resources.js';

class PlivoNumberRecord implements RemoteRecord {
  constructor(
    private readonly client: PlivoClient,
    private readonly credentials: ProviderCredentials,
    private readonly digits: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const number = await this.client.getNumber(this.credentials, this.digits, signal);
    return number && numberSettings(number);
  }

  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    for (const [name, value] of Object.entries(settings)) {
      if (name !== 'app_id' || typeof value === 'boolean')
        throw new TypeError(`A Plivo number has no setting "${name}"`);
      // An update without an application would give the number the account's default one, so it is the only thing sent.
      await this.client.linkNumber(this.credentials, this.digits, value, signal);
    }
  }
}

/** Binds a Plivo number by linking it to the application whose answer URL is ours. */
@Injectable()
export class PlivoNumberSyncStrategy extends NumberSyncStrategy {
  readonly released: RemoteSettings = { app_id: null };

  readonly links: SettingLinks = { app_id: 'number_bound_to_application' };

  constructor(private readonly client: PlivoClient) {
    super();
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new PlivoNumberRecord(this.client, credentials, address.replace('+', ''));
  }

  wanted(_webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings {
    return { app_id: applicationId };
  }
}
