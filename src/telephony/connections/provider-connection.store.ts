import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ConnectionTimings } from '../../provider-sync/contract/connection-timings.js';
import type { ConnectionEnd } from '../../provider-sync/contract/connection.strategy.js';
import { OVERRIDE_EXPRESSION } from '../../workflows/assertions/route-assertion.rule.js';
import type { ConnectionSubject } from './connection-subject.js';

const IN_MILLISECONDS = (parameter: string): string => `${parameter}::float8 * interval '1 millisecond'`;

const LIST = {
  name: 'connection-list',
  text: `SELECT id, organization_id, provider, account_id, credentials_key_id, credentials_ciphertext
           FROM telephony_configurations
          WHERE provider = ANY($1) AND inactive_since IS NULL ORDER BY id`,
};

const STILL_WANTED = `c.inactive_since IS NULL AND c.credentials_ciphertext = $3`;

// Selected from the configuration, so that one which is gone meanwhile is no violation of the foreign key.
const ACQUIRE = {
  name: 'connection-acquire',
  text: `INSERT INTO provider_connections AS p (telephony_configuration_id, lease_token, lease_until)
         SELECT c.id, $2::uuid, now() + ${IN_MILLISECONDS('$4')}
           FROM telephony_configurations c WHERE c.id = $1 AND ${STILL_WANTED}
         ON CONFLICT (telephony_configuration_id) DO UPDATE
            SET lease_token = excluded.lease_token, lease_until = excluded.lease_until, connected_since = NULL,
                updated_at = now()
          WHERE p.lease_until IS NULL OR p.lease_until < now() OR p.lease_token = excluded.lease_token
         RETURNING telephony_configuration_id`,
};

const RENEW = {
  name: 'connection-renew',
  text: `UPDATE provider_connections p
            SET lease_until = now() + ${IN_MILLISECONDS('$4')}, updated_at = now(),
                failures = CASE WHEN p.connected_since < now() - ${IN_MILLISECONDS('$5')} THEN 0 ELSE p.failures END,
                failing_since = CASE WHEN p.connected_since < now() - ${IN_MILLISECONDS('$5')} THEN NULL
                                     ELSE p.failing_since END
           FROM telephony_configurations c
          WHERE c.id = p.telephony_configuration_id AND ${STILL_WANTED}
            AND p.telephony_configuration_id = $1 AND p.lease_token = $2
          RETURNING coalesce(p.connected_since > now() - interval '1 minute', false) AS is_fresh`,
};

const RELEASE = {
  name: 'connection-release',
  text: `UPDATE provider_connections
            SET lease_token = NULL, lease_until = NULL, connected_since = NULL, updated_at = now()
          WHERE telephony_configuration_id = $1 AND lease_token = $2`,
};

const UP = {
  name: 'connection-up',
  text: `UPDATE provider_connections SET connected_since = now(), updated_at = now()
          WHERE telephony_configuration_id = $1 AND lease_token = $2`,
};

// An attempt that began before the connection was there may have missed it, even if it ended later.
const RETRY_NUMBERS = {
  name: 'connection-retry-numbers',
  text: `UPDATE phone_number_syncs s SET next_attempt_at = now()
           FROM provider_connections p
          WHERE s.telephony_configuration_id = $1 AND s.state = 'failed' AND p.telephony_configuration_id = $1
            AND (s.last_attempt_at IS NULL OR s.last_attempt_at <= p.connected_since)
          RETURNING s.phone_number_id`,
};

const DOWN = {
  name: 'connection-down',
  text: `UPDATE provider_connections
            SET connected_since = NULL, last_code = $3, updated_at = now(),
                failures = CASE WHEN $4 THEN 0 WHEN $5 THEN 1 ELSE failures + 1 END,
                failing_since = CASE WHEN $5 THEN now() ELSE coalesce(failing_since, now()) END
          WHERE telephony_configuration_id = $1 AND lease_token = $2
          RETURNING failures, (extract(epoch FROM now() - failing_since) * 1000)::float8 AS failing_ms`,
};

// What nobody can reach is parked, whatever was expected of it.
// What was counted is over with the parking: whoever takes the configuration back into use starts afresh.
const PARK = {
  name: 'connection-park',
  text: `WITH parked AS (
           UPDATE telephony_configurations
              SET inactive_since = now(), inactive_reason = left($4, 255), version = version + 1, updated_at = now()
            WHERE id = $1 AND inactive_since IS NULL AND credentials_ciphertext = $3 AND ${OVERRIDE_EXPRESSION} = 'on'
            RETURNING id)
         UPDATE provider_connections
            SET lease_token = NULL, lease_until = NULL, connected_since = NULL, failures = 0, failing_since = NULL,
                last_code = $5, updated_at = now()
          WHERE telephony_configuration_id = $1 AND lease_token = $2 AND EXISTS (SELECT 1 FROM parked)`,
};

/** How long things have not worked, as the table has it. */
export interface FailureCount {
  failures: number;
  failing_ms: number;
}

interface ConfigurationRow {
  id: number;
  organization_id: number;
  provider: string;
  account_id: string;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
}

/** The table of connections. A lease makes one replica at a time responsible for a configuration. */
@Injectable()
export class ProviderConnectionStore {
  constructor(
    private readonly database: Database,
    private readonly timings: ConnectionTimings,
  ) {}

  /** The configurations of these providers that are in use. */
  async list(providers: readonly string[]): Promise<ConnectionSubject[]> {
    const rows = await this.database.query<ConfigurationRow>(LIST, [providers]);
    return rows.map((row) => ({
      id: row.id,
      organizationId: row.organization_id,
      provider: row.provider,
      accountId: row.account_id,
      credentialsKeyId: row.credentials_key_id,
      credentialsCiphertext: row.credentials_ciphertext,
    }));
  }

  /** Takes the lease. False while another replica has it, or when the configuration is not what it was. */
  async acquire({ id, credentialsCiphertext }: ConnectionSubject, token: string): Promise<boolean> {
    const values = [id, token, credentialsCiphertext, this.timings.leaseMs];
    return (await this.database.query(ACQUIRE, values)).length === 1;
  }

  /**
   * Prolongs the lease.
   * @returns whether the connection came up within the last minute; null when the lease is lost, or when the
   * configuration is not what it was
   */
  async renew({ id, credentialsCiphertext }: ConnectionSubject, token: string): Promise<{ is_fresh: boolean } | null> {
    const { leaseMs, stableAfterMs } = this.timings;
    const values = [id, token, credentialsCiphertext, leaseMs, stableAfterMs];
    return (await this.database.query<{ is_fresh: boolean }>(RENEW, values))[0] ?? null;
  }

  async release({ id }: ConnectionSubject, token: string): Promise<void> {
    await this.database.query(RELEASE, [id, token]);
  }

  async up({ id }: ConnectionSubject, token: string): Promise<void> {
    await this.database.query(UP, [id, token]);
  }

  /**
   * Makes the numbers due again that failed without the connection.
   * @returns whether there are any
   */
  async retryNumbers({ id }: ConnectionSubject): Promise<boolean> {
    return (await this.database.query(RETRY_NUMBERS, [id])).length > 0;
  }

  /** The connection ended, or none came about. Null when the lease is lost. */
  async down({ id }: ConnectionSubject, token: string, end: ConnectionEnd): Promise<FailureCount | null> {
    const values = [id, token, end.code, end.isRetryable, end.wasStable];
    return (await this.database.query<FailureCount>(DOWN, values))[0] ?? null;
  }

  /** Takes the configuration out of use until somebody reactivates it. */
  async park(
    { id, credentialsCiphertext }: ConnectionSubject,
    token: string,
    { code, message }: ConnectionEnd,
  ): Promise<void> {
    await this.database.query(PARK, [id, token, credentialsCiphertext, `${code}: ${message}`, code]);
  }
}
