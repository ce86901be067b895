import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ProvidersController } from './http/providers.controller.js';
import { ProviderKitModule } from './provider-kit.module.js';
import { CredentialsValidator } from './registry/credentials.validator.js';
import { loadProviderModules } from './registry/load-provider-modules.js';
import { ProviderRegistry } from './registry/provider.registry.js';

/** The carriers: whatever folders exist below `providers/`. */
@Module({})
export class ProviderSyncModule {
  static async forRoot(): Promise<DynamicModule> {
    return {
      module: ProviderSyncModule,
      global: true,
      imports: [DiscoveryModule, ProviderKitModule, ...(await loadProviderModules())],
      controllers: [ProvidersController],
      providers: [ProviderRegistry, CredentialsValidator],
      exports: [ProviderRegistry, CredentialsValidator],
    };
  }
}
