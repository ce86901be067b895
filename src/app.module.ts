import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { OrganizationRoutesModule } from './auth/organizations/organization-routes.module.js';
import type { AppConfig } from './config/app-config.js';
import { MetricsRegistryModule } from './common/metrics/metrics-registry.module.js';
import { ConfigModule } from './config/config.module.js';
import { CryptoModule } from './crypto/crypto.module.js';
import { DatabaseModule } from './database/database.module.js';
import { InboundModule } from './inbound/inbound.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ProviderSyncModule, type ProviderSyncOptions } from './provider-sync/provider-sync.module.js';
import { TelephonyModule } from './telephony/telephony.module.js';
import { WorkflowsModule } from './workflows/workflows.module.js';

/** The modules in the order of the floors, from the ground up. */
@Module({})
export class AppModule {
  static async forRoot(config: AppConfig, options: ProviderSyncOptions = {}): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        MetricsRegistryModule,
        LoggingModule,
        CryptoModule,
        DatabaseModule,
        QueueModule,
        AuthModule,
        JobsModule,
        WorkflowsModule,
        await ProviderSyncModule.forRoot(options),
        TelephonyModule,
        InboundModule,
        IdempotencyModule,
        HealthModule,
        MetricsModule,
        // Last, because of its place in the table of routes.
        OrganizationRoutesModule,
      ],
    };
  }
}
