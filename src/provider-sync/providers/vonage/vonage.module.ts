import { Module } from '@nestjs/common';
import { VonageClient } from './vonage.client.js';
import { VonageCredentialCheck } from './vonage.credential-check.js';
import { VonageNumberInventory } from './vonage.number-inventory.js';
import { VonageNumberSyncStrategy } from './vonage.number-sync.strategy.js';
import { VonageProvider } from './vonage.provider.js';
import { VonageVoiceApplicationStrategy } from './vonage.voice-application.strategy.js';

@Module({
  providers: [
    VonageClient,
    VonageCredentialCheck,
    VonageNumberInventory,
    VonageNumberSyncStrategy,
    VonageVoiceApplicationStrategy,
    VonageProvider,
  ],
  exports: [VonageProvider],
})
export class VonageModule {}
