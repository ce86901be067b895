import { Module } from '@nestjs/common';
import { AriClient } from './ari.client.js';
import { AriConnectionStrategy } from './ari.connection.strategy.js';
import { AriCredentialCheck } from './ari.credential-check.js';
import { AriCredentialCompletion } from './ari.credential-completion.js';
import { AriNumberSyncStrategy } from './ari.number-sync.strategy.js';
import { AriProvider } from './ari.provider.js';

@Module({
  providers: [
    AriClient,
    AriConnectionStrategy,
    AriCredentialCheck,
    AriCredentialCompletion,
    AriNumberSyncStrategy,
    AriProvider,
  ],
  exports: [AriProvider],
})
export class AriModule {}
