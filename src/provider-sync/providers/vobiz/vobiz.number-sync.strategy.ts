import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings, SettingValue } from '../../contract/remote-settings.js';
import { VobizClient } from './vobiz.client.js';
import { numberSettings } from './vobiz.resources.js';

class VobizNumberRecord implements RemoteRecord {
  constructor(
    private readonly client: VobizClient,
    private readonly credentials: ProviderCredentials,
    private readonly e164: CanonicalAddress,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const number = await this.client.findNumber(this.credentials, this.e164, signal);
    return number && numberSettings(number);
  }

  /** A trunk is taken away before the application is linked and put back after it, so that the two never compete. */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const { application_id, trunk_group_id, ...unknown } = settings;
    const [stranger] = Object.keys(unknown);
    if (stranger !== undefined) throw new TypeError(`A Vobiz number has no setting "${stranger}"`);
    if (trunk_group_id === null) await this.client.unassignTrunk(this.credentials, this.e164, signal);
    if (application_id !== undefined) await this.link(application_id, signal);
    if (typeof trunk_group_id === 'string') {
      await this.client.assignTrunk(this.credentials, this.e164, trunk_group_id, signal);
    }
  }

  private async link(applicationId: SettingValue, signal: AbortSignal): Promise<void> {
    if (typeof applicationId !== 'string') return this.client.detachNumber(this.credentials, this.e164, signal);
    if (await this.attach(applicationId, signal)) return;
    // Linked to this application it is as wanted; linked to another one, that link has to go first.
    const present = await this.read(signal);
    if (present?.['application_id'] === applicationId) return;
    await this.client.detachNumber(this.credentials, this.e164, signal);
    // A second refusal is seen when the number is read back.
    await this.attach(applicationId, signal);
  }

  private attach(applicationId: string, signal: AbortSignal): Promise<boolean> {
    return this.client.attachNumber(this.credentials, this.e164, applicationId, signal);
  }
}

/** Binds a Vobiz number by linking it to the application whose answer URL is ours. */
@Injectable()
export class VobizNumberSyncStrategy extends NumberSyncStrategy {
  readonly released: RemoteSettings = { application_id: null, trunk_group_id: null };

  readonly links: SettingLinks = {
    application_id: 'number_bound_to_application',
    trunk_group_id: 'nothing_takes_precedence',
  };

  constructor(private readonly client: VobizClient) {
    super();
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new VobizNumberRecord(this.client, credentials, address);
  }

  /** "Once assigned, all inbound calls to that phone number are routed through the designated trunk", so none may be. */
  wanted(_webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings {
    return { application_id: applicationId, trunk_group_id: null };
  }
}
