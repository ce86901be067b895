import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../../common/address/canonical-address.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { InboundWebhooks } from '../../contract/inbound-webhooks.js';
import type { SyncObstacle } from '../../contract/number-sync.strategy.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { TelnyxClient } from './telnyx.client.js';
import type { TelnyxNumber } from './telnyx.number.js';
import { settingsOf, updatesOf } from './telnyx.number.js';

class TelnyxNumberRecord implements RemoteRecord {
  /** Known once the number has been found, so that a write needs no search. */
  private known: TelnyxNumber | null = null;

  constructor(
    private readonly client: TelnyxClient,
    private readonly credentials: ProviderCredentials,
    private readonly e164: string,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings | null> {
    const number = await this.find(signal);
    return number && settingsOf(number);
  }

  /**
   * Link and voice settings are changed by one request each. A forward is put back before the link and taken away
   * after it, so that no call in between goes where it went neither before nor after.
   */
  async write(settings: RemoteSettings, signal: AbortSignal): Promise<void> {
    // The update of a forward repeats what is not changed of it, so that is read right before.
    const isMerged = 'forwards_to' in settings;
    const present = isMerged || this.known === null ? await this.find(signal) : this.known;
    if (present === null) throw this.client.notOwned(this.credentials);
    const { number, voice } = updatesOf(present, settings);
    const isVoiceFirst = typeof settings['forwards_to'] === 'string';
    const steps = [
      number && (() => this.client.updateNumber(this.credentials, present.id, number, signal)),
      voice && (() => this.client.updateVoiceSettings(this.credentials, present.id, voice, signal)),
    ];
    for (const step of isVoiceFirst ? steps.reverse() : steps) await step?.();
  }

  private async find(signal: AbortSignal): Promise<TelnyxNumber | null> {
    this.known = await this.client.findNumber(this.credentials, this.e164, signal);
    return this.known;
  }
}

/** Binds a Telnyx number by linking it to the call control application whose webhooks are ours. */
@Injectable()
export class TelnyxNumberSyncStrategy extends NumberSyncStrategy {
  readonly released: RemoteSettings = { connection_id: null, forwards_to: null, translated_number: null };

  readonly links: SettingLinks = {
    connection_id: 'number_bound_to_application',
    forwards_to: 'nothing_takes_precedence',
    translated_number: 'nothing_takes_precedence',
  };

  constructor(private readonly client: TelnyxClient) {
    super();
  }

  number(credentials: ProviderCredentials, address: CanonicalAddress): RemoteRecord {
    return new TelnyxNumberRecord(this.client, credentials, address);
  }

  /**
   * A forward of all calls is asked before the connection. A translated number would reach us in the place of the
   * number that was dialled, and nobody would know whose call it is.
   */
  wanted(_webhooks: InboundWebhooks, applicationId: string | null): RemoteSettings {
    return { connection_id: applicationId, forwards_to: null, translated_number: null };
  }

  override obstacle({ webhook_public_key: key }: ProviderCredentials): SyncObstacle | null {
    if (typeof key === 'string' && key !== '') return null;
    return {
      reason: 'signature_secret_missing',
      message:
        'Calls from Telnyx are accepted only with signed webhooks. Copy the Public Key from Keys & Credentials in the Mission Control Portal into the Webhook Public Key of this configuration, save it and try again.',
    };
  }
}
