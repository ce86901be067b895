import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import type { ApplicationDependents, ApplicationLifecycle } from '../../contract/voice-application.strategy.js';
import { VoiceApplicationStrategy } from '../../contract/voice-application.strategy.js';
import { PlivoClient } from './plivo.client.js';
import { applicationIdOf, applicationParameters, applicationSettings } from './plivo.resources.js';

const MAX_APPLICATION_PAGES = 20;
const MAX_NUMBER_PAGES = 50;

/** A name that never resolves (RFC 2606): an application of Plivo must have an answer URL. */
const NOWHERE = 'https://released.invalid/';

class PlivoApplicationRecord implements RemoteRecord {
  constructor(
    private readonly client: PlivoClient,
    private readonly credentials: ProviderCredentials,
    private readonly applicationId: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    return application && applicationSettings(application);
  }

  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const parameters = applicationParameters(settings);
    await this.client.updateApplication(this.credentials, this.applicationId, parameters, signal);
  }
}

/** The applications of Plivo: the webhook URL belongs to them, and numbers are linked to them. */
@Injectable()
export class PlivoVoiceApplicationStrategy extends VoiceApplicationStrategy {
  readonly released: RemoteSettings = {
    answer_url: NOWHERE,
    answer_method: 'POST',
    fallback_answer_url: null,
    fallback_method: 'POST',
  };

  readonly links: SettingLinks = {
    answer_url: 'webhook_is_ours',
    answer_method: 'webhook_is_ours',
    fallback_answer_url: 'webhook_is_ours',
    fallback_method: 'webhook_is_ours',
  };

  readonly lifecycle: ApplicationLifecycle = {
    ensure: (credentials, name, webhooks, signal) => this.ensure(credentials, name, webhooks, signal),
    remove: (credentials, applicationId, signal) => this.client.deleteApplication(credentials, applicationId, signal),
  };

  constructor(private readonly client: PlivoClient) {
    super();
  }

  record(credentials: ProviderCredentials, applicationId: string): RemoteRecord {
    return new PlivoApplicationRecord(this.client, credentials, applicationId);
  }

  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return {
      answer_url: webhooks.answerUrl,
      answer_method: 'POST',
      fallback_answer_url: webhooks.fallbackUrl,
      fallback_method: 'POST',
    };
  }

  /** Plivo cannot be asked for the numbers of one application, so all are read. */
  async dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents> {
    const addresses: string[] = [];
    for (let page = 0; page < MAX_NUMBER_PAGES; page += 1) {
      const { objects, isLast } = await this.client.listNumbers(credentials, page, signal);
      const linked = objects.filter(({ application }) => applicationIdOf(application) === applicationId);
      addresses.push(...linked.map(({ number }) => `+${number}`));
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
    const parameters = {
      app_name: name,
      ...applicationParameters(this.wanted(webhooks)),
      // Left out, it would be the answer URL, and the end of a call would look like a new one.
      hangup_url: webhooks.statusUrl,
      hangup_method: 'POST',
    };
    return this.client.createApplication(credentials, parameters, signal);
  }

  private async findByName(
    credentials: ProviderCredentials,
    name: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    for (let page = 0; page < MAX_APPLICATION_PAGES; page += 1) {
      const { objects, isLast } = await this.client.listApplications(credentials, { name, page }, signal);
      const found = objects.find((application) => application.app_name === name);
      if (found) return found.app_id;
      if (isLast) return null;
    }
    return null;
  }
}
