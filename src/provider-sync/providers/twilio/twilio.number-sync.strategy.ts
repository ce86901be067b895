import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { TwilioClient } from './twilio.client.js';
import type { TwilioNumber } from './twilio.number.js';
import { parametersOf, settingsOf } from './twilio.number.js';

class TwilioNumberRecord implements RemoteRecord {
  /** Known once the number has been found, so that the following calls need no search. */
  private sid: string | null = null;

  constructor(
    private readonly client: TwilioClient,
    private readonly credentials: ProviderCredentials,
    private readonly e164: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const number = await this.find(signal);
    this.sid = number?.sid ?? null;
    return number && settingsOf(number);
  }

  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    const sid = this.sid ?? (await this.find(signal))?.sid;
    if (sid === undefined) throw this.client.notOwned(this.credentials);
    this.sid = sid;
    await this.client.updateNumber(this.credentials, sid, parametersOf(settings), signal);
  }

  private async find(signal: AbortSignal): Promise<TwilioNumber | null> {
    const known = this.sid === null ? null : await this.client.getNumber(this.credentials, this.sid, signal);
    // A number that was released and bought again has another SID.
    return known?.phone_number === this.e164 ? known : this.client.findNumber(this.credentials, this.e164, signal);
  }
}

/** Binds a Twilio number by its own voice URL. */
@Injectable()
export class TwilioNumberSyncStrategy extends NumberSyncStrategy {
  /** The methods have no empty value; POST is what a number has that nobody has set. */
  readonly released: RemoteSettings = {
    voice_url: null,
    voice_method: 'POST',
    voice_fallback_url: null,
    voice_fallback_method: 'POST',
    voice_application_sid: null,
    trunk_sid: null,
  };

  readonly links: SettingLinks = {
    voice_url: 'webhook_is_ours',
    voice_method: 'webhook_is_ours',
    voice_fallback_url: 'webhook_is_ours',
    voice_fallback_method: 'webhook_is_ours',
    voice_application_sid: 'nothing_takes_precedence',
    trunk_sid: 'nothing_takes_precedence',
  };

  constructor(private readonly client: TwilioClient) {
    super();
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new TwilioNumberRecord(this.client, credentials, address);
  }

  /** A trunk or an application would be asked instead of the voice URL, so both must be empty. */
  wanted(webhooks: InboundWebhooks): RemoteSettings {
    return {
      voice_url: webhooks.answerUrl,
      voice_method: 'POST',
      voice_fallback_url: webhooks.fallbackUrl,
      voice_fallback_method: 'POST',
      voice_application_sid: null,
      trunk_sid: null,
    };
  }
}
