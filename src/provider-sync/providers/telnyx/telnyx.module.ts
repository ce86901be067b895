import { Module } from '@nestjs/common';
import { TelnyxClient } from './telnyx.client.js';
import { TelnyxCredentialCheck } from './telnyx.credential-check.js';
import { TelnyxNumberInventory } from './telnyx.number-inventory.js';
import { TelnyxNumberSyncStrategy } from './telnyx.number-sync.strategy.js';
import { TelnyxProvider } from './telnyx.provider.js';
import { TelnyxVoiceApplicationStrategy } from './telnyx.voice-application.strategy.js';

@Module({
  providers: [
    TelnyxClient,
    TelnyxCredentialCheck,
    TelnyxNumberInventory,
    TelnyxNumberSyncStrategy,
    TelnyxVoiceApplicationStrategy,
    TelnyxProvider,
  ],
  exports: [TelnyxProvider],
})
export class TelnyxModule {}
