import { shownDifferences } from '../sync/shown-settings.js';
import { isOk } from '../sync/sync-state.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import type { PhoneNumberDto } from './dto/phone-number.dto.js';
import type { ProviderSyncDto } from './dto/provider-sync.dto.js';
import type { PhoneNumberRow } from './phone-number.row.js';

export function toPhoneNumberDto(row: PhoneNumberRow): PhoneNumberDto {
  return {
    id: row.id,
    telephony_configuration_id: row.telephony_configuration_id,
    address: row.address,
    address_normalized: row.address_normalized,
    address_type: row.address_type,
    country_code: row.country_code,
    label: row.label,
    inbound_workflow_id: row.inbound_workflow_id,
    inbound_workflow_name: row.inbound_workflow_name,
    telephony_trunk_id: row.telephony_trunk_id,
    is_active: row.is_active,
    is_default_caller_id: row.is_default_caller_id,
    extra_metadata: row.extra_metadata,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
    provider_sync: {
      ok: isOk(row.sync_state),
      message: row.sync_message,
      state: row.sync_state,
      reason: row.sync_reason,
      drift: row.sync_drift && shownDifferences(row.sync_drift),
      attempts: row.sync_attempts,
      last_attempt_at: row.sync_last_attempt_at?.toISOString() ?? null,
      next_attempt_at: row.sync_next_attempt_at?.toISOString() ?? null,
    },
  };
}

/** The last outcome of a number whose row is gone. */
export function toFinalSyncDto(outcome: SyncOutcome): ProviderSyncDto {
  return {
    ok: isOk(outcome.state),
    message: outcome.message,
    state: outcome.state,
    reason: outcome.reason,
    drift: null,
    attempts: isOk(outcome.state) ? 0 : 1,
    last_attempt_at: new Date().toISOString(),
    next_attempt_at: null,
  };
}
