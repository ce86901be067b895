import { Module } from '@nestjs/common';
import { PlivoCallMarkup } from './plivo.call-markup.js';
import { PlivoClient } from './plivo.client.js';
import { PlivoCredentialCheck } from './plivo.credential-check.js';
import { PlivoInboundWebhookStrategy } from './plivo.inbound-webhook.strategy.js';
import { PlivoNumberInventory } from './plivo.number-inventory.js';
import { PlivoNumberSyncStrategy } from './plivo.number-sync.strategy.js';
import { PlivoProvider } from './plivo.provider.js';
import { PlivoVoiceApplicationStrategy } from './plivo.voice-application.strategy.js';

@Module({
  providers: [
    PlivoClient,
    PlivoCredentialCheck,
    PlivoNumberInventory,
    PlivoNumberSyncStrategy,
    PlivoVoiceApplicationStrategy,
    PlivoInboundWebhookStrategy,
    PlivoCallMarkup,
    PlivoProvider,
  ],
  exports: [PlivoProvider],
})
export class PlivoModule {}
