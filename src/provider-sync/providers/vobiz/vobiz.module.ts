import { Module } from '@nestjs/common';
import { VobizCallMarkup } from './vobiz.call-markup.js';
import { VobizClient } from './vobiz.client.js';
import { VobizCredentialCheck } from './vobiz.credential-check.js';
import { VobizInboundWebhookStrategy } from './vobiz.inbound-webhook.strategy.js';
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
    VobizInboundWebhookStrategy,
    VobizCallMarkup,
    VobizProvider,
  ],
  exports: [VobizProvider],
})
export class VobizModule {}
