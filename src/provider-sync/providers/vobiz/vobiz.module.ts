import { Module } from '@nestjs/common';
import { VobizClient } from './vobiz.client.js';
import { VobizCredentialCheck } from './vobiz.credential-check.js';
import { VobizNumberInventory } from './vobiz.number-inventory.js';
import { VobizNumberSyncStrategy } from './vobiz.number-sync.strategy.js';
import { VobizProvider } from './vobiz.provider.js';
import { VobizVoiceApplicationStrategy } from './vobiz.voice-application.strategy.js';

@Module({
  providers: [
    VobizClient,
    VobizNumberSyncStrategy,
    VobizVoiceApplicationStrategy,
    VobizNumberInventory,
    VobizCredentialCheck,
    VobizProvider,
  ],
  exports: [VobizProvider],
})
export class VobizModule {}
