import { Module } from '@nestjs/common';
import { TwilioClient } from './twilio.client.js';
import { TwilioCredentialCheck } from './twilio.credential-check.js';
import { TwilioNumberInventory } from './twilio.number-inventory.js';
import { TwilioNumberSyncStrategy } from './twilio.number-sync.strategy.js';
import { TwilioProvider } from './twilio.provider.js';

@Module({
  providers: [TwilioClient, TwilioCredentialCheck, TwilioNumberInventory, TwilioNumberSyncStrategy, TwilioProvider],
  exports: [TwilioProvider],
})
export class TwilioModule {}
