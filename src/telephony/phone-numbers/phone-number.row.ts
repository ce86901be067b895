import type { AddressType } from '../../common/address/canonical-address.js';
import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';
import type { SyncState } from '../sync/sync-state.js';

/** A phone number as it is read: with the name of its workflow and the state of its sync, in one statement. */
export interface PhoneNumberRow {
  id: number;
  telephony_configuration_id: number;
  provider: string;
  address: string;
  address_normalized: string;
  address_type: AddressType;
  country_code: string | null;
  label: string | null;
  inbound_workflow_id: number | null;
  inbound_workflow_name: string | null;
  telephony_trunk_id: number | null;
  is_active: boolean;
  is_default_caller_id: boolean;
  extra_metadata: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  version: number;
  sync_state: SyncState;
  sync_reason: string | null;
  sync_message: string | null;
  sync_drift: SettingDifference[] | null;
  sync_attempts: number;
  sync_last_attempt_at: Date | null;
  sync_next_attempt_at: Date | null;
}

/** The columns of {@link PhoneNumberRow} over `n` (number), `s` (sync) and `w` (workflow). */
export const PHONE_NUMBER_COLUMNS = `
  n.id, n.telephony_configuration_id, n.provider, n.address, n.address_normalized, n.address_type, n.country_code,
  n.label, n.inbound_workflow_id, w.name AS inbound_workflow_name, n.telephony_trunk_id, n.is_active,
  n.is_default_caller_id, n.extra_metadata, n.created_at, n.updated_at, n.version, s.state AS sync_state, s.reason AS sync_reason,
  s.message AS sync_message, s.drift AS sync_drift, s.attempts AS sync_attempts, s.last_attempt_at AS sync_last_attempt_at,
  s.next_attempt_at AS sync_next_attempt_at`;

/** Where {@link PHONE_NUMBER_COLUMNS} come from. */
export const PHONE_NUMBER_TABLES = `
  phone_numbers n
  JOIN phone_number_syncs s ON s.phone_number_id = n.id
  LEFT JOIN workflows w ON w.organization_id = n.organization_id AND w.id = n.inbound_workflow_id`;
