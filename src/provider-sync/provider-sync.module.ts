import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ProvidersController } from './http/providers.controller.js';
import { ProviderKitModule } from './provider-kit.module.js';
import { CredentialsValidator } from './registry/credentials.validator.js';
import { loadProviderModules, PROVIDERS_FOLDER } from './registry/load-provider-modules.js';
import { ProviderRegistry } from './registry/provider.registry.js';

/** Where providers are found. */
export interface ProviderSyncOptions {
  /** Folders whose folders are providers; our own alone, unless said otherwise. */
  providerFolders?: readonly string[];
}

/** The carriers: whatever folders exist below `providers/`. */
@Module({})
export class ProviderSyncModule {
  static async forRoot({ providerFolders = [PROVIDERS_FOLDER] }: ProviderSyncOptions = {}): Promise<DynamicModule> {
    const providers = await Promise.all(providerFolders.map((folder) => loadProviderModules(folder)));
    return {
      module: ProviderSyncModule,
      global: true,
      imports: [DiscoveryModule, ProviderKitModule, ...providers.flat()],
      controllers: [ProvidersController],
      providers: [ProviderRegistry, CredentialsValidator],
      exports: [ProviderRegistry, CredentialsValidator],
    };
  }
}
