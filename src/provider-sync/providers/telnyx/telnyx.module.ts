import { Module } from '@nestjs/common';
import { TelnyxCallControl } from './telnyx.call-control.js';
import { TelnyxClient } from './telnyx.client.js';
import { TelnyxCredentialCheck } from './telnyx.credential-check.js';
import { TelnyxInboundWebhookStrategy } from './telnyx.inbound-webhook.strategy.js';
import { TelnyxNumberInventory } from './telnyx.number-inventory.js';
import { TelnyxNumberSyncStrategy } from './telnyx.number-sync.strategy.js';
import { TelnyxProvider } from './telnyx.provider.js';
import { TelnyxVoiceApplicationStrategy } from './telnyx.voice-application.strategy.js';

@Module({
  providers: [
    TelnyxCallControl,
    TelnyxClient,
    TelnyxCredentialCheck,
    TelnyxInboundWebhookStrategy,
    TelnyxNumberInventory,
    TelnyxNumberSyncStrategy,
    TelnyxVoiceApplicationStrategy,
    TelnyxProvider,
  ],
  exports: [TelnyxProvider],
})
export class TelnyxModule {}
