import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowUsage } from '../workflows/workflow-usage.port.js';
import { CredentialVault } from './configs/credential-vault.js';
import { DefaultOutboundService } from './configs/default-outbound.service.js';
import { EncryptionKeyCheck } from './configs/encryption-key-check.js';
import { TelephonyAccountReader } from './configs/telephony-account.reader.js';
import { TelephonyConfig } from './configs/telephony-config.entity.js';
import { TelephonyConfigList } from './configs/telephony-config.list.js';
import { TelephonyConfigRemoval } from './configs/telephony-config.removal.js';
import { TelephonyConfigService } from './configs/telephony-config.service.js';
import { TelephonyConfigActionsController } from './configs/telephony-config-actions.controller.js';
import { TelephonyConfigsController } from './configs/telephony-configs.controller.js';
import { AllPhoneNumbersController } from './phone-numbers/all-phone-numbers.controller.js';
import { NumberOwnership } from './phone-numbers/number-ownership.js';
import { PhoneNumber } from './phone-numbers/phone-number.entity.js';
import { PhoneNumberLookup } from './phone-numbers/phone-number.lookup.js';
import { PhoneNumberReader } from './phone-numbers/phone-number.reader.js';
import { PhoneNumberRemoval } from './phone-numbers/phone-number.removal.js';
import { PhoneNumberService } from './phone-numbers/phone-number.service.js';
import { PhoneNumberWorkflowUsage } from './phone-numbers/phone-number-workflow-usage.js';
import { PhoneNumberWriter } from './phone-numbers/phone-number.writer.js';
import { PhoneNumberActionsController } from './phone-numbers/phone-number-actions.controller.js';
import { PhoneNumbersController } from './phone-numbers/phone-numbers.controller.js';
import { ApplicationBinder } from './sync/application-binder.js';
import { ApplicationResolver } from './sync/application-resolver.js';
import { ApplicationSharing } from './sync/application-sharing.js';
import { InboundUrls } from './sync/inbound-urls.js';
import { NumberBinder } from './sync/number-binder.js';
import { OwnApplications } from './sync/own-applications.js';
import { PendingSyncRunner } from './sync/pending-sync.runner.js';
import { PhoneNumberSync } from './sync/phone-number-sync.entity.js';
import { PhoneNumberSyncService } from './sync/phone-number-sync.service.js';
import { PhoneNumberSyncStore } from './sync/phone-number-sync.store.js';
import { ProviderApplication } from './sync/provider-application.entity.js';
import { ProviderApplicationStore } from './sync/provider-application.store.js';
import { ProviderOrphan } from './sync/provider-orphan.entity.js';

/**
 * The registry: configurations, phone numbers, and what keeps the carriers equal to them. Global because the floor
 * below asks it, through {@link WorkflowUsage}, whether a workflow is in use.
 */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([TelephonyConfig, PhoneNumber, PhoneNumberSync, ProviderApplication, ProviderOrphan]),
  ],
  controllers: [
    TelephonyConfigsController,
    TelephonyConfigActionsController,
    PhoneNumbersController,
    PhoneNumberActionsController,
    AllPhoneNumbersController,
  ],
  providers: [
    CredentialVault,
    DefaultOutboundService,
    EncryptionKeyCheck,
    TelephonyAccountReader,
    TelephonyConfigList,
    TelephonyConfigRemoval,
    TelephonyConfigService,
    NumberOwnership,
    PhoneNumberLookup,
    PhoneNumberReader,
    PhoneNumberRemoval,
    PhoneNumberService,
    PhoneNumberWriter,
    ApplicationBinder,
    ApplicationResolver,
    ApplicationSharing,
    InboundUrls,
    NumberBinder,
    OwnApplications,
    PendingSyncRunner,
    PhoneNumberSyncService,
    PhoneNumberSyncStore,
    ProviderApplicationStore,
    { provide: WorkflowUsage, useClass: PhoneNumberWorkflowUsage },
  ],
  exports: [WorkflowUsage],
})
export class TelephonyModule {}
