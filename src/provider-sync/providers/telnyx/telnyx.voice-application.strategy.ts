import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import type { ApplicationDependents, ApplicationLifecycle } from '../../contract/voice-application.strategy.js';
import { VoiceApplicationStrategy } from '../../contract/voice-application.strategy.js';
import { applicationMembers, applicationSettings, applicationUpdate } from './telnyx.application.js';
import { TelnyxClient } from './telnyx.client.js';
import { isGone } from './telnyx.number.js';

const MAX_APPLICATION_PAGES = 20;
const MAX_NUMBER_PAGES = 20;

/** A name that never resolves (RFC 2606): an application of Telnyx must have a webhook URL. */
const NOWHERE = 'https://released.invalid/';

class TelnyxApplicationRecord implements RemoteRecord {
  constructor(
    private readonly client: TelnyxClient,
    private readonly credentials: ProviderCredentials,
    private readonly applicationId: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    return application && applicationSettings(application);
  }

  /** Reads once more right before, because an update has to repeat the name and the URL. */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    if (!application) throw this.client.notOwned(this.credentials);
    const update = applicationUpdate(application, settings);
    await this.client.updateApplication(this.credentials, this.applicationId, update, signal);
  }
}

/** The call control applications of Telnyx: the webhook URL belongs to them, and numbers are linked to them. */
@Injectable()
export class TelnyxVoiceApplicationStrategy extends VoiceApplicationStrategy {
  /** Stays active: without a URL that resolves nobody answers, and outbound calls need not suffer. */
  readonly released: RemoteSettings = {
    webhook_event_url: NOWHERE,
    webhook_event_failover_url: null,
    webhook_api_v2: true,
    active: true,
  };

  readonly links: SettingLinks = {
    webhook_event_url: 'webhook_is_ours',
    webhook_event_failover_url: 'webhook_is_ours',
    // Webhooks of version 1 are not signed with the key of the account.
    webhook_api_v2: 'signing_is_on',
    active: 'enabled_at_provider',
  };

  readonly lifecycle: ApplicationLifecycle = {
    ensure: (credentials, name, webhooks, signal) => this.ensure(credentials, name, webhooks, signal),
    remove: (credentials, applicationId, signal) => this.client.deleteApplication(credentials, applicationId, signal),
  };

  constructor(private readonly client: TelnyxClient) {
    super();
  }

  record(credentials: ProviderCredentials, applicationId: string): RemoteRecord {
    return new TelnyxApplicationRecord(this.client, credentials, applicationId);
  }

  /** Every event of a call goes to the one URL, by POST. */
  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return {
      webhook_event_url: webhooks.answerUrl,
      webhook_event_failover_url: webhooks.fallbackUrl,
      webhook_api_v2: true,
      active: true,
    };
  }

  async dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents> {
    const addresses: string[] = [];
    for (let page = 1; page <= MAX_NUMBER_PAGES; page += 1) {
      const query = { connectionId: applicationId, page };
      const { items, isLast } = await this.client.listLinkedNumbers(credentials, query, signal);
      const linked = items.filter((number) => !isGone(number));
      addresses.push(...linked.map(({ phone_number: number }) => number));
      if (isLast) return { addresses, isTruncated: false };
    }
    return { addresses, isTruncated: true };
  }

  private async ensure(
    credentials: ProviderCredentials,
    name: string,
    webhooks: InboundWebhooks,
    signal: AbortSignal,
  ): Promise<string> {
    const existing = await this.findByName(credentials, name, signal);
    if (existing !== null) return existing;
    const application = { application_name: name, ...applicationMembers(this.wanted(webhooks)) };
    return this.client.createApplication(credentials, application, signal);
  }

  private async findByName(
    credentials: ProviderCredentials,
    name: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    for (let page = 1; page <= MAX_APPLICATION_PAGES; page += 1) {
      const { items, isLast } = await this.client.listApplications(credentials, { name, page }, signal);
      const found = items.find((application) => application.application_name === name);
      if (found) return found.id;
      if (isLast) return null;
    }
    return null;
  }
}
