import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import { refused } from '../../contract/carrier-fault.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SyncObstacle } from '../../contract/number-sync.strategy.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { accountOf, CloudonixClient } from './cloudonix.client.js';
import { CloudonixDnidMover } from './cloudonix.dnid-mover.js';
import { dnidsFor } from './cloudonix.dnid.js';
import type { NamedDnid } from './cloudonix.dnids.js';
import { CloudonixDnids, isActive, settingsOf } from './cloudonix.dnids.js';

interface Tools {
  client: CloudonixClient;
  dnids: CloudonixDnids;
  mover: CloudonixDnidMover;
}

class CloudonixDnidRecord implements RemoteRecord {
  /** What was read last, until it is written to: requests are scarce at Cloudonix. */
  private present: NamedDnid | null = null;

  constructor(
    private readonly tools: Tools,
    private readonly credentials: ProviderCredentials,
    private readonly address: CanonicalAddress,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    this.present = await this.find(signal);
    return this.present && settingsOf(this.present, this.credentials);
  }

  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    checkNames(settings);
    const dnid = this.present ?? (await this.find(signal));
    this.present = null;
    if (!dnid) throw refused(accountOf(this.credentials), null, 'NOT_OWNED');
    const { application, active } = settings;
    // No DNID is without an application, so one that shall go nowhere is switched off where it is.
    const shallBeActive = application !== null && (typeof active === 'boolean' ? active : isActive(dnid));
    if (typeof application === 'string' && application !== dnid.applicationName) {
      const move = { dnid, address: this.address, application, isActive: shallBeActive };
      await this.tools.mover.move(this.credentials, move, signal);
    } else if (shallBeActive !== isActive(dnid)) {
      await this.tools.client.updateDnid(this.credentials, dnid, { active: shallBeActive }, signal);
    }
  }

  private async find(signal: AbortSignal): Promise<NamedDnid | null> {
    const [dnid] = dnidsFor(await this.tools.dnids.list(this.credentials, signal), this.address);
    return dnid ?? null;
  }
}

function checkNames(settings: RemoteSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    const isKnown =
      name === 'active' ? typeof value === 'boolean' : name === 'application' && value !== true && value !== false;
    if (!isKnown) throw new TypeError(`A Cloudonix DNID has no such setting "${name}"`);
  }
}

/** Binds a number by moving its DNID to the voice application whose URL is ours. */
@Injectable()
export class CloudonixNumberSyncStrategy extends NumberSyncStrategy {
  readonly released: RemoteSettings = { application: null, active: false };

  readonly links: SettingLinks = { application: 'number_bound_to_application', active: 'enabled_at_provider' };

  private readonly tools: Tools;

  constructor(client: CloudonixClient, dnids: CloudonixDnids, mover: CloudonixDnidMover) {
    super();
    this.tools = { client, dnids, mover };
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new CloudonixDnidRecord(this.tools, credentials, address);
  }

  wanted(_webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings {
    return { application: applicationId, active: true };
  }

  override obstacle({ bearer_token: token }: ProviderCredentials): SyncObstacle | null {
    if (typeof token === 'string' && token !== '') return null;
    return {
      reason: 'bearer_token_missing',
      message:
        'Calls from Cloudonix are recognised by the API key that they carry. Copy the API key of the domain from the Cloudonix cockpit into Bearer Token of this configuration, save it and try again.',
    };
  }
}
