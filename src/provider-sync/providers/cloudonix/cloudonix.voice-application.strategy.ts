import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import { textSetting } from '../../contract/json-shape.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import type { ApplicationDependents, ApplicationLifecycle } from '../../contract/voice-application.strategy.js';
import { VoiceApplicationStrategy } from '../../contract/voice-application.strategy.js';
import { CloudonixClient } from './cloudonix.client.js';
import { CloudonixDefaultApplication } from './cloudonix.default-application.js';
import { addressOf } from './cloudonix.dnid.js';
import { CloudonixDnids, isActive } from './cloudonix.dnids.js';

const SETTINGS = ['url', 'method', 'active'];

/** A name that never resolves (RFC 2606), for an application that is ours and has nothing to go back to. */
const NOWHERE = 'https://released.invalid/';

class CloudonixApplicationRecord implements RemoteRecord {
  constructor(
    private readonly client: CloudonixClient,
    private readonly credentials: ProviderCredentials,
    private readonly name: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const application = await this.client.getApplication(this.credentials, this.name, signal);
    if (!application) return null;
    // The method is GET, and the application is active, unless it says otherwise.
    const { url, method, active } = application;
    return { url: textSetting(url), method: textSetting(method) ?? 'GET', active: active ?? true };
  }

  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const unknown = Object.keys(settings).find((name) => !SETTINGS.includes(name));
    if (unknown !== undefined) throw new TypeError(`A Cloudonix application has no setting "${unknown}"`);
    await this.client.updateApplication(this.credentials, this.name, { ...settings }, signal);
  }
}

/** The voice applications of Cloudonix: the webhook URL belongs to them, and DNIDs start them. */
@Injectable()
export class CloudonixVoiceApplicationStrategy extends VoiceApplicationStrategy {
  readonly released: RemoteSettings = { url: NOWHERE, method: 'POST', active: false };

  readonly links: SettingLinks = {
    url: 'webhook_is_ours',
    method: 'webhook_is_ours',
    active: 'enabled_at_provider',
  };

  readonly lifecycle: ApplicationLifecycle = {
    ensure: (credentials, name, webhooks, signal) => this.ensure(credentials, name, webhooks, signal),
    remove: (credentials, name, signal) => this.remove(credentials, name, signal),
  };

  constructor(
    private readonly client: CloudonixClient,
    private readonly dnids: CloudonixDnids,
    private readonly defaultApplication: CloudonixDefaultApplication,
  ) {
    super();
  }

  /** @param applicationId the name, by which Cloudonix finds an application in its domain */
  record(credentials: ProviderCredentials, applicationId: string): RemoteRecord {
    return new CloudonixApplicationRecord(this.client, credentials, applicationId);
  }

  /** Cloudonix knows no fallback URL. */
  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return { url: webhooks.answerUrl, method: 'POST', active: true };
  }

  /** The DNIDs that start it; patterns are told by their text. One that is switched off has no calls to lose. */
  async dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents> {
    const dnids = await this.dnids.list(credentials, signal);
    const linked = dnids.filter((dnid) => dnid.applicationName === applicationId && isActive(dnid));
    const addresses = linked.map((dnid) => addressOf(dnid) ?? dnid.source ?? String(dnid.id));
    return { addresses, isTruncated: false };
  }

  private async ensure(
    credentials: ProviderCredentials,
    name: string,
    webhooks: InboundWebhooks,
    signal: AbortSignal,
  ): Promise<string> {
    const present = await this.client.getApplication(credentials, name, signal);
    const { url, method } = this.wanted(webhooks);
    const application =
      present ?? (await this.client.createApplication(credentials, { name, type: 'cxml', url, method }, signal));
    await this.defaultApplication.setIfNone(credentials, application, signal);
    return name;
  }

  private async remove(credentials: ProviderCredentials, name: string, signal: AbortSignal): Promise<void> {
    const application = await this.client.getApplication(credentials, name, signal);
    if (!application) return;
    await this.defaultApplication.clearIfThis(credentials, application, signal);
    await this.client.deleteApplication(credentials, name, signal);
  }
}
