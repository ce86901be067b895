import { Module } from '@nestjs/common';
import { AriCallControl } from './ari.call-control.js';
import { AriCalls } from './ari.calls.js';
import { AriClient } from './ari.client.js';
import { AriConnectionStrategy } from './ari.connection.strategy.js';
import { AriCredentialCheck } from './ari.credential-check.js';
import { AriCredentialCompletion } from './ari.credential-completion.js';
import { AriMissedCalls } from './ari.missed-calls.js';
import { AriNumberSyncStrategy } from './ari.number-sync.strategy.js';
import { AriProvider } from './ari.provider.js';

@Module({
  providers: [
    AriCallControl,
    AriCalls,
    AriClient,
    AriConnectionStrategy,
    AriCredentialCheck,
    AriCredentialCompletion,
    AriMissedCalls,
    AriNumberSyncStrategy,
    AriProvider,
  ],
  exports: [AriProvider],
})
export class AriModule {}
