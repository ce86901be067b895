import { createHash } from 'node:crypto';
import type { SettingDifference } from '../../provider-sync/sync/settings-difference.js';
import type { FindingKind, NumberFinding } from './number-finding.js';
import type { ApplicationFinding } from './application-finding.js';

/** What is done about a finding: at the carrier, or only in what is stored here. */
export type PlannedAction = 'sync' | 'mark_in_sync' | 'mark_gone' | 'mark_not_applicable';

/** One step of a plan. */
export interface PlannedNumber {
  phone_number_id: number;
  address: string;
  finding: FindingKind;
  action: PlannedAction;
  changes: readonly SettingDifference[];
  wanted_revision: number;
}

export interface PlannedApplication {
  finding: Exclude<ApplicationFinding['kind'], 'fine'>;
  changes: readonly SettingDifference[];
  /** A bound number, through whose sync the application is set again; null when the application is gone. */
  phone_number_id: number | null;
  /** How many bound numbers ring only as the application does. */
  numbers: number;
}

/** Everything that applying would do, and a hash that changes when any of it does. */
export interface ReconcilePlan {
  application: PlannedApplication | null;
  /** By id. */
  numbers: readonly PlannedNumber[];
  hash: string;
}

function actionOf({ kind, number }: NumberFinding): PlannedAction {
  if (kind === 'gone') return 'mark_gone';
  if (!number.is_bound) return 'mark_not_applicable';
  return kind === 'recovered' ? 'mark_in_sync' : 'sync';
}

export function plannedNumber(finding: NumberFinding): PlannedNumber {
  const { number, kind, changes } = finding;
  return {
    phone_number_id: number.id,
    address: number.address,
    finding: kind,
    action: actionOf(finding),
    changes,
    wanted_revision: number.wanted_revision,
  };
}

/** Puts a plan in order; equal findings give the same hash in whatever order the carrier showed them. */
export function makePlan(application: PlannedApplication | null, numbers: PlannedNumber[]): ReconcilePlan {
  const sorted = numbers.toSorted((a, b) => a.phone_number_id - b.phone_number_id);
  const hash = createHash('sha256')
    .update(JSON.stringify([application, sorted]))
    .digest('base64url');
  return { application, numbers: sorted, hash };
}
