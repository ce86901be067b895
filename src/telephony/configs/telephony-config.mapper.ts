import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import type { SecondarySecretDto } from '../rotation/dto/secondary-secret.dto.js';
import type { SigningSecretState } from '../rotation/signing-secrets.js';
import { toTrunkDto } from '../trunks/trunk.mapper.js';
import { maskCredentials, maskOf } from './credential-mask.js';
import type { SipConnectivityDto } from './dto/sip-connectivity.dto.js';
import type { TelephonyConfigBaseDto } from './dto/telephony-config-base.dto.js';
import type { TelephonyConfigDto } from './dto/telephony-config.dto.js';
import type { TelephonyConfigSummaryDto } from './dto/telephony-config-summary.dto.js';
import { outboundBlockedReason } from './outbound-readiness.js';
import type { ConfigSurroundings } from './telephony-config.detail.js';
import type { TelephonyConfig } from './telephony-config.entity.js';
import type { ListedConfig } from './telephony-config.list.js';
import type { OpenedConfig } from './telephony-config.service.js';

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
    drift_policy: config.driftPolicy,
    reconciled_at: config.reconciledAt?.toISOString() ?? null,
    next_reconcile_at: config.nextReconcileAt?.toISOString() ?? null,
    reconcile_fault: config.reconcileFault,
    credentials_checked_at: config.credentialsCheckedAt?.toISOString() ?? null,
    credentials_fault: config.credentialsFault,
    created_at: config.createdAt.toISOString(),
    updated_at: config.updatedAt.toISOString(),
    version: config.version,
  };
}

function toSecondarySecretDto({ secondary }: SigningSecretState): SecondarySecretDto | null {
  if (secondary === null) return null;
  return {
    masked: maskOf(secondary.value),
    added_at: secondary.addedAt?.toISOString() ?? null,
    last_verified_at: secondary.lastVerifiedAt?.toISOString() ?? null,
  };
}

export function toTelephonyConfigDto(
  { config, credentials, signing, syncJobId }: OpenedConfig,
  metadata: ProviderMetadata,
  { trunks, sipConnectivity, steps }: ConfigSurroundings,
): TelephonyConfigDto {
  return {
    ...toBase(config, metadata),
    credentials: maskCredentials(metadata.fields, credentials) as Record<string, string | boolean | null>,
    secondary_secret: toSecondarySecretDto(signing),
    signing_secret_last_verified_at: signing.primaryLastVerifiedAt?.toISOString() ?? null,
    sync_job_id: syncJobId,
    sip_connectivity: sipConnectivity as SipConnectivityDto | null,
    setup_checklist: steps && {
      is_ready_for_outbound: outboundBlockedReason(config, steps) === null,
      steps: [...steps],
    },
    supports_trunks: metadata.capabilities.trunks,
    trunks: trunks.map(toTrunkDto),
  };
}

export function toTelephonyConfigSummaryDto(
  { config, activeNumbers, blockedReason }: ListedConfig,
  metadata: ProviderMetadata,
): TelephonyConfigSummaryDto {
  return {
    ...toBase(config, metadata),
    phone_number_count: activeNumbers,
    is_ready_for_outbound: blockedReason === null,
    outbound_blocked_reason: blockedReason,
  };
}
