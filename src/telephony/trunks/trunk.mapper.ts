import { isOk } from '../sync/sync-state.js';
import type { TrunkSyncDto } from './dto/trunk-sync.dto.js';
import type { TrunkDto } from './dto/trunk.dto.js';
import type { TelephonyTrunk } from './telephony-trunk.entity.js';
import type { TrunkOutcome } from './trunk-outcome.js';

export function toTrunkDto(trunk: TelephonyTrunk): TrunkDto {
  const { syncState: state, syncReason: reason, syncMessage: message } = trunk;
  return {
    id: trunk.id,
    telephony_configuration_id: trunk.telephonyConfigurationId,
    name: trunk.name,
    settings: trunk.settings,
    is_active: trunk.isActive,
    provider_trunk_id: trunk.externalId,
    provider_sync: { ok: isOk(state), state, reason, message },
    created_at: trunk.createdAt.toISOString(),
    updated_at: trunk.updatedAt.toISOString(),
    version: trunk.version,
  };
}

export function toTrunkSyncDto({ state, reason, message }: TrunkOutcome): TrunkSyncDto {
  return { ok: isOk(state), state, reason, message };
}
