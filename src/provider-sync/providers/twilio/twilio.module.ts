import { Module } from '@nestjs/common';
import { TwilioCallMarkup } from './twilio.call-markup.js';
import { TwilioClient } from './twilio.client.js';
import { TwilioCredentialCheck } from './twilio.credential-check.js';
import { TwilioInboundWebhookStrategy } from './twilio.inbound-webhook.strategy.js';
import { TwilioNumberInventory } from './twilio.number-inventory.js';
import { TwilioNumberSyncStrategy } from './twilio.number-sync.strategy.js';
import { TwilioProvider } from './twilio.provider.js';

@Module({
  providers: [
    TwilioCallMarkup,
    TwilioClient,
    TwilioCredentialCheck,
    TwilioInboundWebhookStrategy,
    TwilioNumberInventory,
    TwilioNumberSyncStrategy,
    TwilioProvider,
  ],
  exports: [TwilioProvider],
})
export class TwilioModule {}
