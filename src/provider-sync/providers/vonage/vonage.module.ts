import { Module } from '@nestjs/common';
import { VonageCallMarkup } from './vonage.call-markup.js';
import { VonageClient } from './vonage.client.js';
import { VonageCredentialCheck } from './vonage.credential-check.js';
import { VonageInboundWebhookStrategy } from './vonage.inbound-webhook.strategy.js';
import { VonageNumberInventory } from './vonage.number-inventory.js';
import { VonageNumberSyncStrategy } from './vonage.number-sync.strategy.js';
import { VonageProvider } from './vonage.provider.js';
import { VonageVoiceApplicationStrategy } from './vonage.voice-application.strategy.js';

@Module({
  providers: [
    VonageCallMarkup,
    VonageClient,
    VonageCredentialCheck,
    VonageInboundWebhookStrategy,
    VonageNumberInventory,
    VonageNumberSyncStrategy,
    VonageVoiceApplicationStrategy,
    VonageProvider,
  ],
  exports: [VonageProvider],
})
export class VonageModule {}
