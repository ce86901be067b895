import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { SipConnectivity } from '../../provider-sync/contract/trunk.strategy.js';
import type { SetupStep } from '../../provider-sync/contract/setup-checklist.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { TelephonyTrunk } from '../trunks/telephony-trunk.entity.js';
import { TrunkStore } from '../trunks/trunk.store.js';
import type { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import { NO_FACTS, SetupFactsReader } from './setup-facts.reader.js';
import { toTelephonyConfigDto } from './telephony-config.mapper.js';
import type { OpenedConfig } from './telephony-config.service.js';

/** What is shown of one configuration beside its own fields. */
export interface ConfigSurroundings {
  trunks: readonly TelephonyTrunk[];
  sipConnectivity: SipConnectivity | null;
  /** Null for providers without a checklist. */
  steps: readonly SetupStep[] | null;
}

/** Gathers what a configuration's own page shows. Providers without trunks and checklist cost no statement. */
@Injectable()
export class TelephonyConfigDetail {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly trunks: TrunkStore,
    private readonly facts: SetupFactsReader,
  ) {}

  async show(opened: OpenedConfig): Promise<TelephonyConfigDto> {
    const provider = this.registry.get(opened.config.provider);
    const [trunks, steps] = await Promise.all([
      provider.trunks ? this.trunks.ofConfig(opened.config.id) : [],
      this.stepsOf(provider, opened),
    ]);
    const sipConnectivity = provider.trunks?.connectivity(opened.credentials) ?? null;
    return toTelephonyConfigDto(opened, provider.metadata, { trunks, sipConnectivity, steps });
  }

  private async stepsOf(
    { checklist }: ProviderFacade,
    { config, credentials }: OpenedConfig,
  ): Promise<readonly SetupStep[] | null> {
    if (!checklist) return null;
    const facts = await this.facts.read(config.organizationId as OrganizationId, [config.id]);
    return checklist.steps({ ...(facts.get(config.id) ?? NO_FACTS), credentials });
  }
}
