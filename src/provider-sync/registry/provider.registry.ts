import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { DomainError } from '../../common/errors/domain-error.js';
import { ProviderFacade } from '../contract/telephony-provider.js';
import { TELEPHONY_PROVIDER } from '../contract/telephony-provider.decorator.js';
import { assertProviderShape } from './assert-provider-shape.js';

/** All providers, found by their decorator. Refuses to start on duplicates and on metadata that does not hold together. */
@Injectable()
export class ProviderRegistry implements OnModuleInit {
  private readonly providers = new Map<string, ProviderFacade>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    this.providers.clear();
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (!metatype || this.reflector.get<boolean | undefined>(TELEPHONY_PROVIDER, metatype) !== true) continue;
      if (!(instance instanceof ProviderFacade))
        throw new Error(`${metatype.name} is marked as a provider and must extend ProviderFacade`);
      assertProviderShape(instance);
      const { provider } = instance.metadata;
      if (this.providers.has(provider))
        throw new Error(`Two providers are called "${provider}": rename one of their folders`);
      this.providers.set(provider, instance);
    }
  }

  /** Sorted by name. */
  all(): ProviderFacade[] {
    return [...this.providers.values()].sort((a, b) => (a.metadata.provider < b.metadata.provider ? -1 : 1));
  }

  /**
   * @param pointer to the field of a body that names the provider
   * @throws DomainError `provider_unknown`
   */
  get(provider: string, pointer = '/config/provider'): ProviderFacade {
    const found = this.providers.get(provider);
    if (found) return found;
    const known = this.all()
      .map(({ metadata }) => metadata.provider)
      .join(', ');
    const detail = `There is no such provider. Known ones are: ${known}.`;
    throw new DomainError('provider_unknown', detail, {
      errors: [{ pointer, code: 'provider_unknown', detail }],
    });
  }
}
