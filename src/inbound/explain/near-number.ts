/** Why a number that resembles the called one does not take the call, in the order of the decision. */
export const NEAR_REASONS = [
  'other_provider',
  'other_account',
  'other_spelling',
  'number_inactive',
  'configuration_inactive',
  'workflow_missing',
  'workflow_inactive',
] as const;

export type NearReason = (typeof NEAR_REASONS)[number];

/** A number of the organization, as it is compared with the called one. */
export interface NearRow {
  id: number;
  telephony_configuration_id: number;
  configuration_name: string;
  provider: string;
  account_id: string;
  address_normalized: string;
  label: string | null;
  is_active: boolean;
  is_configuration_active: boolean;
  inbound_workflow_id: number | null;
  /** Null when it is bound to none. */
  is_workflow_active: boolean | null;
}

/** A number that resembles the called one, and why it does not take the call. */
export interface NearNumber {
  row: NearRow;
  reason: NearReason;
  message: string;
}

/** What was called. */
export interface Called {
  provider: string;
  accountId: string;
  /** Canonical; null when it cannot be read. */
  address: string | null;
}

const MESSAGES: Readonly<Record<NearReason, (row: NearRow) => string>> = {
  other_provider: (row) =>
    `${row.address_normalized} is registered at ${row.provider}, in "${row.configuration_name}". Register it in a configuration of the account that the call comes from, if it moved there.`,
  other_account: (row) =>
    `${row.address_normalized} is registered in another account, that of "${row.configuration_name}". Register it in a configuration of the account that the call comes from, or correct the account in "${row.configuration_name}".`,
  other_spelling: (row) =>
    `"${row.configuration_name}" has ${row.address_normalized}, which is another number to a carrier. If it is meant to be the same, delete it and register it as the carrier sends it.`,
  number_inactive: (row) => `${row.address_normalized} is switched off. Set is_active to true.`,
  configuration_inactive: (row) => `"${row.configuration_name}" is parked. Repair what parked it, then reactivate it.`,
  workflow_missing: (row) => `${row.address_normalized} is bound to no workflow. Set inbound_workflow_id.`,
  workflow_inactive: (row) =>
    `The workflow of ${row.address_normalized} is switched off. Set is_active of workflow ${row.inbound_workflow_id} to true.`,
};

/** Null for a row that nothing is wrong with: it was changed a moment ago. */
export function nearNumber(row: NearRow, called: Called): NearNumber | null {
  const reason = reasonOf(row, called);
  return reason === null ? null : { row, reason, message: MESSAGES[reason](row) };
}

function reasonOf(row: NearRow, called: Called): NearReason | null {
  if (row.provider !== called.provider) return 'other_provider';
  if (row.account_id !== called.accountId) return 'other_account';
  if (row.address_normalized !== called.address) return 'other_spelling';
  if (!row.is_active) return 'number_inactive';
  if (!row.is_configuration_active) return 'configuration_inactive';
  if (row.inbound_workflow_id === null) return 'workflow_missing';
  return row.is_workflow_active ? null : 'workflow_inactive';
}
