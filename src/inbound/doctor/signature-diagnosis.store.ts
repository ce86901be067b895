import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Diagnosis } from './diagnosis.js';

/** Refused webhooks of a configuration, since they were last stored. */
export interface FailureCount {
  configurationId: number;
  failures: number;
  lastFailureAt: Date;
}

/** After so long without a refused webhook, the next one begins anew. */
const STREAK_ENDS = `interval '24 hours'`;

/**
 * That somebody else knocks must not hide what was found out about the account's own webhooks: such a diagnosis is proof
 * that they come, because nobody else can sign them.
 */
const KEEPS = `d.diagnosis->>'verdict' = 'fixable' AND excluded.diagnosis->>'verdict' = 'not_ours'
               AND d.diagnosed_at > now() - interval '1 hour'`;

const RECORD = {
  name: 'signature-diagnosis-record',
  text: `INSERT INTO signature_diagnoses AS d
           (organization_id, telephony_configuration_id, diagnosis, diagnosed_at, failures, failing_since, last_failure_at)
         SELECT organization_id, id, $3, now(), $4, $5, $5 FROM telephony_configurations
          WHERE organization_id = $1 AND id = $2
         ON CONFLICT (telephony_configuration_id) DO UPDATE SET
           diagnosis = CASE WHEN ${KEEPS} THEN d.diagnosis ELSE excluded.diagnosis END,
           diagnosed_at = CASE WHEN ${KEEPS} THEN d.diagnosed_at ELSE excluded.diagnosed_at END,
           failures = excluded.failures + CASE WHEN d.last_failure_at < now() - ${STREAK_ENDS} THEN 0 ELSE d.failures END,
           failing_since = CASE WHEN d.last_failure_at < now() - ${STREAK_ENDS} THEN excluded.failing_since
                                ELSE d.failing_since END,
           last_failure_at = greatest(d.last_failure_at, excluded.last_failure_at)`,
};

const COUNT = {
  name: 'signature-diagnosis-count',
  text: `UPDATE signature_diagnoses d
            SET failures = d.failures + n.failures, last_failure_at = greatest(d.last_failure_at, n.last_failure_at)
           FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS n (id, failures, last_failure_at)
          WHERE d.telephony_configuration_id = n.id`,
};

/** Keeps the last diagnosis of each configuration, and how often its webhooks were refused. */
@Injectable()
export class SignatureDiagnosisStore {
  constructor(private readonly database: Database) {}

  /** A configuration that was deleted meanwhile is left out. */
  async record(
    organizationId: number,
    { configurationId, failures, lastFailureAt }: FailureCount,
    diagnosis: Diagnosis,
  ): Promise<void> {
    await this.database.query(RECORD, [organizationId, configurationId, diagnosis, failures, lastFailureAt]);
  }

  /** Adds to configurations that have a diagnosis. */
  async count(counts: readonly FailureCount[]): Promise<void> {
    await this.database.query(COUNT, [
      counts.map(({ configurationId }) => configurationId),
      counts.map(({ failures }) => failures),
      counts.map(({ lastFailureAt }) => lastFailureAt),
    ]);
  }
}
