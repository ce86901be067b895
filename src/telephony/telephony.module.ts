import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WorkflowUsage } from '../workflows/workflow-usage.port.js';
import { WorkflowsModule } from '../workflows/workflows.module.js';
import { CallerIdCandidatesReader } from './caller-ids/caller-id-candidates.reader.js';
import { CallerIdResolutionsController } from './caller-ids/caller-id-resolutions.controller.js';
import { CallerIdResolver } from './caller-ids/caller-id.resolver.js';
import { OutboundReadinessReader } from './caller-ids/outbound-readiness.reader.js';
import { AccountLeftovers } from './configs/account-leftovers.js';
import { BackgroundAccountReader } from './configs/background-account.reader.js';
import { ImportService } from './inventory/import.service.js';
import { ImportStore } from './inventory/import.store.js';
import { ImportTask } from './inventory/import.task.js';
import { InventoryController } from './inventory/inventory.controller.js';
import { InventoryCursor } from './inventory/inventory-cursor.js';
import { InventoryReader } from './inventory/inventory.reader.js';
import { InventoryStore } from './inventory/inventory.store.js';
import { AccountComparison } from './reconcile/account-comparison.js';
import { AccountSurvey } from './reconcile/account-survey.js';
import { PlanExecutor } from './reconcile/plan-executor.js';
import { ReconcileAccountTask } from './reconcile/reconcile-account.task.js';
import { ReconcileController } from './reconcile/reconcile.controller.js';
import { ReconcilePlanner } from './reconcile/reconcile-planner.js';
import { ReconcileScheduleTask } from './reconcile/reconcile-schedule.task.js';
import { ReconcileStore } from './reconcile/reconcile.store.js';
import { ReconcileTask } from './reconcile/reconcile.task.js';
import { Reconciler } from './reconcile/reconciler.js';
import { CredentialAcceptance } from './configs/credential-acceptance.js';
import { CredentialVault } from './configs/credential-vault.js';
import { DefaultOutboundService } from './configs/default-outbound.service.js';
import { EncryptionKeyCheck } from './configs/encryption-key-check.js';
import { TelephonyAccountReader } from './configs/telephony-account.reader.js';
import { SetupFactsReader } from './configs/setup-facts.reader.js';
import { TelephonyConfig } from './configs/telephony-config.entity.js';
import { TelephonyConfigDetail } from './configs/telephony-config.detail.js';
import { TelephonyConfigList } from './configs/telephony-config.list.js';
import { TelephonyConfigRemoval } from './configs/telephony-config.removal.js';
import { TelephonyConfigService } from './configs/telephony-config.service.js';
import { TelephonyConfigActionsController } from './configs/telephony-config-actions.controller.js';
import { TelephonyConfigsController } from './configs/telephony-configs.controller.js';
import { SigningSecretUse } from './configs/signing-secret-use.entity.js';
import { CarrierSightings } from './paths/carrier-sightings.js';
import { ConfigCredentialsState } from './paths/config-credentials-state.js';
import { ConfigVerification } from './paths/config-verification.js';
import { ConfigVerificationController } from './paths/config-verification.controller.js';
import { PathCheck } from './paths/path-check.js';
import { PathFactsReader } from './paths/path-facts.reader.js';
import { PathJudge } from './paths/path-judge.js';
import { PhoneNumberPathController } from './paths/phone-number-path.controller.js';
import { PhoneNumberPaths } from './paths/phone-number-paths.js';
import { ProbePublicUrlTask } from './paths/probe-public-url.task.js';
import { OrphanCleaner } from './orphans/orphan-cleaner.js';
import { OrphanReader } from './orphans/orphan.reader.js';
import { OrphanStore } from './orphans/orphan.store.js';
import { OrphanedApplication } from './orphans/orphaned-application.js';
import { OrphanedNumber } from './orphans/orphaned-number.js';
import { OrphansController } from './orphans/orphans.controller.js';
import { PublicUrl } from './paths/public-url.entity.js';
import { SecondarySecretController } from './rotation/secondary-secret.controller.js';
import { SecondarySecretService } from './rotation/secondary-secret.service.js';
import { SigningSecrets } from './rotation/signing-secrets.js';
import { SharedResourcesController } from './shared-resources/shared-resources.controller.js';
import { SharedResources } from './shared-resources/shared-resources.js';
import { PublicUrlProbe } from './paths/public-url.probe.js';
import { PublicUrlReach } from './paths/public-url.reach.js';
import { PublicUrlStore } from './paths/public-url.store.js';
import { SyncTrunkTask } from './trunks/sync-trunk.task.js';
import { TelephonyTrunk } from './trunks/telephony-trunk.entity.js';
import { TrunkLeaseStore } from './trunks/trunk-lease.store.js';
import { TrunkQueue } from './trunks/trunk-queue.js';
import { TrunkRemoval } from './trunks/trunk.removal.js';
import { TrunkResync } from './trunks/trunk-resync.js';
import { TrunkService } from './trunks/trunk.service.js';
import { TrunkStore } from './trunks/trunk.store.js';
import { TrunkSweepTask } from './trunks/trunk-sweep.task.js';
import { TrunkSync } from './trunks/trunk-sync.js';
import { TrunksController } from './trunks/trunks.controller.js';
import { ConnectionSupervisor } from './connections/connection-supervisor.js';
import { ProviderConnection } from './connections/provider-connection.entity.js';
import { ProviderConnectionStore } from './connections/provider-connection.store.js';
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
import { NumberUnbinding } from './removal/number-unbinding.js';
import { NumberWalk } from './removal/number-walk.js';
import { RemovalStore } from './removal/removal.store.js';
import { RemoveConfigurationTask } from './removal/remove-configuration.task.js';
import { RemoveWorkflowTask } from './removal/remove-workflow.task.js';
import { ApplicationBinder } from './sync/application-binder.js';
import { ApplicationResolver } from './sync/application-resolver.js';
import { ApplicationSharing } from './sync/application-sharing.js';
import { InboundUrlHistory } from './sync/inbound-url-history.js';
import { InboundUrls } from './sync/inbound-urls.js';
import { NumberBinder } from './sync/number-binder.js';
import { OwnApplications } from './sync/own-applications.js';
import { PhoneNumberSync } from './sync/phone-number-sync.entity.js';
import { PhoneNumberSyncService } from './sync/phone-number-sync.service.js';
import { PhoneNumberSyncStore } from './sync/phone-number-sync.store.js';
import { PublicUrlChange } from './sync/public-url-change.js';
import { Resync } from './sync/resync.js';
import { SyncNumbersTask } from './sync/sync-numbers.task.js';
import { SyncQueue } from './sync/sync-queue.js';
import { SyncSweepTask } from './sync/sync-sweep.task.js';
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
    WorkflowsModule,
    TypeOrmModule.forFeature([
      TelephonyConfig,
      SigningSecretUse,
      PhoneNumber,
      PhoneNumberSync,
      ProviderApplication,
      ProviderOrphan,
      ProviderConnection,
      PublicUrl,
      TelephonyTrunk,
    ]),
  ],
  controllers: [
    TelephonyConfigsController,
    TelephonyConfigActionsController,
    PhoneNumbersController,
    PhoneNumberActionsController,
    AllPhoneNumbersController,
    CallerIdResolutionsController,
    TrunksController,
    OrphansController,
    SecondarySecretController,
    SharedResourcesController,
    InventoryController,
    ReconcileController,
    PhoneNumberPathController,
    ConfigVerificationController,
  ],
  providers: [
    AccountComparison,
    AccountLeftovers,
    AccountSurvey,
    BackgroundAccountReader,
    CallerIdCandidatesReader,
    CallerIdResolver,
    OutboundReadinessReader,
    ImportService,
    ImportStore,
    ImportTask,
    InventoryCursor,
    InventoryReader,
    InventoryStore,
    PlanExecutor,
    ReconcileAccountTask,
    Reconciler,
    ReconcilePlanner,
    ReconcileScheduleTask,
    ReconcileStore,
    ReconcileTask,
    CredentialAcceptance,
    ConnectionSupervisor,
    CredentialVault,
    DefaultOutboundService,
    EncryptionKeyCheck,
    TelephonyAccountReader,
    SetupFactsReader,
    TelephonyConfigDetail,
    TelephonyConfigList,
    TelephonyConfigRemoval,
    TelephonyConfigService,
    NumberOwnership,
    PhoneNumberLookup,
    PhoneNumberReader,
    PhoneNumberRemoval,
    PhoneNumberService,
    PhoneNumberWriter,
    NumberUnbinding,
    NumberWalk,
    RemovalStore,
    RemoveConfigurationTask,
    RemoveWorkflowTask,
    ApplicationBinder,
    ApplicationResolver,
    ApplicationSharing,
    InboundUrlHistory,
    InboundUrls,
    NumberBinder,
    OrphanCleaner,
    OrphanedApplication,
    OrphanedNumber,
    OrphanReader,
    OrphanStore,
    OwnApplications,
    SecondarySecretService,
    SharedResources,
    SigningSecrets,
    PhoneNumberSyncService,
    PhoneNumberSyncStore,
    ProviderApplicationStore,
    ProviderConnectionStore,
    PublicUrlChange,
    Resync,
    SyncNumbersTask,
    SyncQueue,
    SyncSweepTask,
    CarrierSightings,
    ConfigCredentialsState,
    ConfigVerification,
    PathCheck,
    PathFactsReader,
    PathJudge,
    PhoneNumberPaths,
    ProbePublicUrlTask,
    PublicUrlProbe,
    PublicUrlReach,
    PublicUrlStore,
    SyncTrunkTask,
    TrunkLeaseStore,
    TrunkQueue,
    TrunkRemoval,
    TrunkResync,
    TrunkService,
    TrunkStore,
    TrunkSweepTask,
    TrunkSync,
    { provide: WorkflowUsage, useClass: PhoneNumberWorkflowUsage },
  ],
  exports: [WorkflowUsage, CredentialVault, InboundUrlHistory, SigningSecrets],
})
export class TelephonyModule {}
