import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import type { ApplicationDependents, ApplicationLifecycle } from '../../contract/voice-application.strategy.js';
import { VoiceApplicationStrategy } from '../../contract/voice-application.strategy.js';
import { VobizClient } from './vobiz.client.js';
import { applicationParameters, applicationSettings } from './vobiz.resources.js';

const MAX_APPLICATION_PAGES = 20;
const MAX_NUMBER_PAGES = 50;

/** A name that never resolves (RFC 2606): an application of Vobiz must have an answer URL. */
const NOWHERE = 'https://released.invalid/';

class VobizApplicationRecord implements RemoteRecord {
  constructor(
    private readonly client: VobizClient,
    private readonly credentials: ProviderCredentials,
    private readonly applicationId: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const application = await this.client.getApplication(this.credentials, this.applicationId, signal);
    return application && applicationSettings(application);
  }

  /**
   * An update that leaves `default_endpoint_app` out sets it to false, so its present value goes with every update.
   * @see https://glama.ai/mcp/servers/vobiz-ai/Vobiz-MCP-Server/tools/update_application
   */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const changes = applicationParameters(settings);
    const present = await this.client.getApplication(this.credentials, this.applicationId, signal);
    const kept = present?.default_endpoint_app;
    const parameters = { ...changes, ...(typeof kept === 'boolean' && { default_endpoint_app: kept }) };
    await this.client.updateApplication(this.credentials, this.applicationId, parameters, signal);
  }
}

/** The applications of Vobiz: the webhook URL belongs to them, and numbers are linked to them. */
@Injectable()
export class VobizVoiceApplicationStrategy extends VoiceApplicationStrategy {
  readonly released: RemoteSettings = {
    answer_url: NOWHERE,
    answer_method: 'POST',
    fallback_answer_url: null,
    fallback_method: 'POST',
    enabled: true,
  };

  readonly links: SettingLinks = {
    answer_url: 'webhook_is_ours',
    answer_method: 'webhook_is_ours',
    fallback_answer_url: 'webhook_is_ours',
    fallback_method: 'webhook_is_ours',
    enabled: 'enabled_at_provider',
  };

  readonly lifecycle: ApplicationLifecycle = {
    ensure: (credentials, name, webhooks, signal) => this.ensure(credentials, name, webhooks, signal),
    remove: (credentials, applicationId, signal) => this.client.deleteApplication(credentials, applicationId, signal),
  };

  constructor(private readonly client: VobizClient) {
    super();
  }

  record(credentials: ProviderCredentials, applicationId: string): RemoteRecord {
    return new VobizApplicationRecord(this.client, credentials, applicationId);
  }

  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return {
      answer_url: webhooks.answerUrl,
      answer_method: 'POST',
      fallback_answer_url: webhooks.fallbackUrl,
      fallback_method: 'POST',
      enabled: true,
    };
  }

  /** Vobiz cannot be asked for the numbers of one application, so all are read. */
  async dependents(
    credentials: ProviderCredentials,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<ApplicationDependents> {
    const addresses: string[] = [];
    for (let page = 1; page <= MAX_NUMBER_PAGES; page += 1) {
      const { numbers, isLast } = await this.client.listNumbers(credentials, { page }, signal);
      const linked = numbers.filter(({ application_id }) => application_id === applicationId);
      addresses.push(...linked.map(({ e164 }) => e164));
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
    // It is made enabled; `enabled` is no parameter of making one.
    const { enabled: _enabled, ...settings } = this.wanted(webhooks);
    const parameters = {
      app_name: name,
      ...applicationParameters(settings),
      // Left out, it would be the answer URL, and the end of a call would look like a new one.
      hangup_url: webhooks.statusUrl,
      hangup_method: 'POST',
    };
    return this.client.createApplication(credentials, parameters, signal);
  }

  /** Vobiz cannot be asked for a name either. */
  private async findByName(
    credentials: ProviderCredentials,
    name: string,
    signal: AbortSignal,
  ): Promise<string | null> {
    for (let page = 0; page < MAX_APPLICATION_PAGES; page += 1) {
      const { objects, meta } = await this.client.listApplications(credentials, page, signal);
      const found = objects.find((application) => application.app_name === name);
      if (found) return found.app_id;
      if (!meta.next || objects.length === 0) return null;
    }
    return null;
  }
}
