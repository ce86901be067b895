import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import type { ApplicationDependents } from '../../contract/voice-application.strategy.js';
import { VoiceApplicationStrategy } from '../../contract/voice-application.strategy.js';
import { settingsOf, updateOf } from './vonage.application.js';
import { VonageClient } from './vonage.client.js';

const MAX_NUMBER_PAGES = 50;

class VonageApplicationRecord implements RemoteRecord {
  constructor(
    private readonly client: VonageClient,
    private readonly credentials: ProviderCredentials,
    private readonly applicationId: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    return application && settingsOf(application);
  }

  /** Reads once more right before, because the update replaces whatever is there by then. */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    if (!application) throw this.client.notOwned(this.credentials);
    const update = updateOf(application, settings);
    await this.client.putApplication(this.credentials, this.applicationId, update, signal);
  }
}

/** The applications of Vonage: the webhook URLs belong to them, and numbers are linked to them. */
@Injectable()
export class VonageVoiceApplicationStrategy extends VoiceApplicationStrategy {
  /** Signing stays on: an application without webhooks signs nothing, and the next one who sets some is safe. */
  readonly released: RemoteSettings = {
    answer_url: null,
    answer_method: null,
    fallback_answer_url: null,
    fallback_answer_method: null,
    event_url: null,
    event_method: null,
    signed_callbacks: true,
  };

  readonly links: SettingLinks = {
    answer_url: 'webhook_is_ours',
    answer_method: 'webhook_is_ours',
    fallback_answer_url: 'webhook_is_ours',
    fallback_answer_method: 'webhook_is_ours',
    event_url: 'webhook_is_ours',
    event_method: 'webhook_is_ours',
    signed_callbacks: 'signing_is_on',
  };

  /** The private key in the credentials belongs to an application that exists already. */
  readonly lifecycle = null;

  constructor(private readonly client: VonageClient) {
    super();
  }

  record(credentials: ProviderCredentials, applicationId: string): RemoteRecord {
    return new VonageApplicationRecord(this.client, credentials, applicationId);
  }

  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return {
      answer_url: webhooks.answerUrl,
      answer_method: 'POST',
      fallback_answer_url: webhooks.fallbackUrl,
      fallback_answer_method: 'POST',
      event_url: webhooks.statusUrl,
      event_method: 'POST',
      signed_callbacks: true,
    };
  }

  async dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents> {
    const filter = { application_id: applicationId };
    const addresses: string[] = [];
    for (let page = 1; page <= MAX_NUMBER_PAGES; page += 1) {
      const { numbers, isLast } = await this.client.listNumbers(credentials, { filter, page }, signal);
      addresses.push(...numbers.map(({ msisdn }) => `+${msisdn}`));
      if (isLast) return { addresses, isTruncated: false };
    }
    return { addresses, isTruncated: true };
  }
}
