import { Module } from '@nestjs/common';
import { TwilioClient } from './twilio.client.js';
import { TwilioNumberSyncStrategy } from './twilio.number-sync.strategy.js';
import { TwilioProvider } from './twilio.provider.js';

@Module({ providers: [TwilioClient, TwilioNumberSyncStrategy, TwilioProvider], exports: [TwilioProvider] })
export class TwilioModule {}
