import { Injectable } from '@nestjs/common';
import type { ProviderCredentials } from '../../contract/credentials.js';
import type { SyncObstacle } from '../../contract/number-sync.strategy.js';
import { NumberSyncStrategy } from '../../contract/number-sync.strategy.js';
import type { SettingLinks } from '../../contract/path-link.js';
import { ProviderError } from '../../contract/provider-error.js';
import type { RemoteRecord, RemoteSettings } from '../../contract/remote-settings.js';
import { AriClient } from './ari.client.js';
import { isWsClientNameMissing, WS_CLIENT_NAME_MISSING } from './ari.ws-client-name.js';

const REGISTERED: RemoteSettings = { stasis_app_registered: true };

/**
 * What a PBX says of a number: whether the Stasis application that its calls are routed into is there. That is the
 * doing of our connection, for all numbers of a configuration at once, and of the PBX's dialplan, which cannot be read.
 */
class AriNumberRecord implements RemoteRecord {
  private isLetGo = false;

  constructor(
    private readonly client: AriClient,
    private readonly credentials: ProviderCredentials,
  ) {}

  async read(signal: AbortSignal): Promise<RemoteSettings> {
    const isRegistered = await this.client.isRegistered(this.credentials, signal);
    return { stasis_app_registered: isRegistered && !this.isLetGo };
  }

  write({ stasis_app_registered: isWanted }: RemoteSettings): Promise<void> {
    if (isWanted === true) return Promise.reject(notRegistered());
    // A number that was tried while the application was missing remembers that as its former state. The registration is
    // left, because other numbers of the configuration need it: for this one it counts as gone.
    this.isLetGo = true;
    return Promise.resolve();
  }
}

function notRegistered(): ProviderError {
  return new ProviderError(
    'provider_refused',
    'Asterisk does not know the Stasis App of this configuration. Check that Dialplane is connected to the PBX, and that extensions.conf routes the number with Stasis(<Stasis App Name>); the number is synced again when the connection comes up.',
    { cause: new Error('NOT_REGISTERED') },
  );
}

/** Nothing is written to a PBX: a number is in sync while its Stasis application is registered there. */
@Injectable()
export class AriNumberSyncStrategy extends NumberSyncStrategy {
  /** The same as what is wanted, so that letting a number go writes nothing. */
  readonly released = REGISTERED;

  readonly links: SettingLinks = { stasis_app_registered: 'enabled_at_provider' };

  constructor(private readonly client: AriClient) {
    super();
  }

  number(credentials: ProviderCredentials): RemoteRecord {
    return new AriNumberRecord(this.client, credentials);
  }

  wanted(): RemoteSettings {
    return REGISTERED;
  }

  override obstacle(credentials: ProviderCredentials): SyncObstacle | null {
    if (!isWsClientNameMissing(credentials)) return null;
    return { reason: 'ws_client_name_missing', message: WS_CLIENT_NAME_MISSING };
  }
}
