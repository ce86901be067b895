import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { maskCredentials } from './credential-mask.js';
import type { TelephonyConfigBaseDto } from './dto/telephony-config-base.dto.js';
import type { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import type { TelephonyConfigSummaryDto } from './dto/telephony-config-summary.dto.js';
import type { TelephonyConfig } from './telephony-config.entity.js';

function toBase(config: TelephonyConfig, metadata: ProviderMetadata): TelephonyConfigBaseDto {
  return {
    id: config.id,
    name: config.name,
    provider: config.provider,
    connectivity: metadata.connectivity,
    is_default_outbound: config.isDefaultOutbound,
    inactive: config.inactiveSince !== null,
    inactive_since: config.inactiveSince?.toISOString() ?? null,
    inactive_reason: config.inactiveReason,
    created_at: config.createdAt.toISOString(),
    updated_at: config.updatedAt.toISOString(),
    version: config.version,
  };
}

export function toTelephonyConfigDto(
  config: TelephonyConfig,
  metadata: ProviderMetadata,
  credentials: ProviderCredentials,
): TelephonyConfigDto {
  return {
    ...toBase(config, metadata),
    credentials: maskCredentials(metadata.fields, credentials) as Record<string, string | boolean | null>,
    sip_connectivity: null,
    setup_checklist: null,
    supports_trunks: metadata.capabilities.trunks,
    trunks: [],
  };
}

export function toTelephonyConfigSummaryDto(
  config: TelephonyConfig,
  metadata: ProviderMetadata,
  activeNumbers: number,
): TelephonyConfigSummaryDto {
  return {
    ...toBase(config, metadata),
    phone_number_count: activeNumbers,
    is_ready_for_outbound: config.inactiveSince === null,
    outbound_blocked_reason:
      config.inactiveSince === null ? null : (config.inactiveReason ?? 'The configuration is inactive.'),
  };
}
