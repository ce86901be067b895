import { Module } from '@nestjs/common';
import { CloudonixCallMarkup } from './cloudonix.call-markup.js';
import { CloudonixChecklist } from './cloudonix.checklist.js';
import { CloudonixClient } from './cloudonix.client.js';
import { CloudonixCredentialCheck } from './cloudonix.credential-check.js';
import { CloudonixCredentialCompletion } from './cloudonix.credential-completion.js';
import { CloudonixDefaultApplication } from './cloudonix.default-application.js';
import { CloudonixDnidMover } from './cloudonix.dnid-mover.js';
import { CloudonixDnids } from './cloudonix.dnids.js';
import { CloudonixInboundWebhookStrategy } from './cloudonix.inbound-webhook.strategy.js';
import { CloudonixNumberInventory } from './cloudonix.number-inventory.js';
import { CloudonixNumberProvisioning } from './cloudonix.number-provisioning.js';
import { CloudonixNumberSyncStrategy } from './cloudonix.number-sync.strategy.js';
import { CloudonixProvider } from './cloudonix.provider.js';
import { CloudonixTrunkStrategy } from './cloudonix.trunk.strategy.js';
import { CloudonixVoiceApplicationStrategy } from './cloudonix.voice-application.strategy.js';

@Module({
  providers: [
    CloudonixCallMarkup,
    CloudonixChecklist,
    CloudonixClient,
    CloudonixCredentialCheck,
    CloudonixCredentialCompletion,
    CloudonixDefaultApplication,
    CloudonixDnidMover,
    CloudonixDnids,
    CloudonixInboundWebhookStrategy,
    CloudonixNumberInventory,
    CloudonixNumberProvisioning,
    CloudonixNumberSyncStrategy,
    CloudonixProvider,
    CloudonixTrunkStrategy,
    CloudonixVoiceApplicationStrategy,
  ],
  exports: [CloudonixProvider],
})
export class CloudonixModule {}
