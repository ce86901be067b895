import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { pageWhere } from '../../common/persistence/page-where.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import { CredentialVault } from './credential-vault.js';
import type { ConfigWarningsDto } from './dto/config-warnings.dto.js';
import { InboundWarnings } from './inbound-warnings.port.js';
import { outboundBlockedReason } from './outbound-readiness.js';
import type { StoredFacts } from './setup-facts.reader.js';
import { NO_FACTS, SetupFactsReader } from './setup-facts.reader.js';
import { TelephonyConfig } from './telephony-config.entity.js';

/** A configuration as lists show it. */
export interface ListedConfig {
  id: number;
  config: TelephonyConfig;
  activeNumbers: number;
  /** Why outbound calls are impossible; null when they are possible. */
  blockedReason: string | null;
}

const UNSIGNED = {
  name: 'configuration-unsigned',
  text: `SELECT id, name, provider, count(*) OVER (PARTITION BY provider)::int AS of_provider
           FROM telephony_configurations
          WHERE organization_id = $1 AND NOT has_signing_secret
          ORDER BY id LIMIT 1000`,
};

/** Lists the configurations of an organization, and what is wrong with them. */
@Injectable()
export class TelephonyConfigList {
  constructor(
    @InjectRepository(TelephonyConfig) private readonly configs: Repository<TelephonyConfig>,
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly registry: ProviderRegistry,
    private readonly facts: SetupFactsReader,
    private readonly vault: CredentialVault,
    private readonly inbound: InboundWarnings,
  ) {}

  async page(organizationId: OrganizationId, query: PageQueryDto): Promise<Page<ListedConfig>> {
    const scope = `telephony-configs:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const configs = await this.configs.find({
      where: { organizationId, ...pageWhere(start) },
      order: { id: start.descending ? 'DESC' : 'ASC' },
      take: start.limit + 1,
    });
    const ids = configs.map((config) => config.id);
    const facts = await this.facts.read(organizationId, ids);
    const listed = configs.map((config) => this.listed(config, facts.get(config.id) ?? NO_FACTS));
    return this.cursors.page(listed, query, scope);
  }

  /** Opens the credentials only where the provider's checklist looks at them. */
  private listed(config: TelephonyConfig, facts: StoredFacts): ListedConfig {
    const { checklist } = this.registry.get(config.provider);
    const steps = checklist?.steps({ ...facts, credentials: this.vault.open(config) }) ?? [];
    const blockedReason = outboundBlockedReason(config, steps);
    return { id: config.id, config, activeNumbers: facts.activeNumbers, blockedReason };
  }

  /** Configurations whose inbound webhooks could not be verified, or were not. */
  async warnings(organizationId: OrganizationId): Promise<ConfigWarningsDto> {
    const rows = await this.database.query<{ id: number; name: string; provider: string; of_provider: number }>(
      UNSIGNED,
      [organizationId],
    );
    const refused = await this.inbound.of(organizationId);
    const warningOf = (provider: string): string =>
      this.registry.get(provider).metadata.signingSecret?.warning ?? 'missing_signing_secret';
    const counts = new Map(rows.map((row) => [warningOf(row.provider), row.of_provider]));
    return {
      telnyx_missing_webhook_public_key_count: counts.get('telnyx_missing_webhook_public_key') ?? 0,
      vonage_missing_signature_secret_count: counts.get('vonage_missing_signature_secret') ?? 0,
      warnings: [
        ...rows.map((row) => ({
          code: warningOf(row.provider),
          telephony_configuration_id: row.id,
          detail: `"${row.name}" has no secret to verify inbound webhooks with, so its calls would be refused. Add it to the configuration.`,
        })),
        ...refused.map(({ code, configurationId, detail }) => ({
          code,
          telephony_configuration_id: configurationId,
          detail,
        })),
      ],
    };
  }
}
