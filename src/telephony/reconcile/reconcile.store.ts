import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { BackgroundAccount } from '../configs/background-account.reader.js';
import type { SyncOutcome } from '../sync/sync-state.js';
import type { SeenNumber } from './account-survey.js';
import { APPLICATION_CHANGED, CHANGED_AT_PROVIDER } from './drift-reason.js';
import type { ComparedNumber } from './number-finding.js';

const COMPARED = `n.id, n.address_normalized AS address, n.inbound_workflow_id IS NOT NULL AS is_bound, s.state, s.reason,
                  s.wanted_revision, s.applied_settings`;

const NOW = { name: 'reconcile-now', text: 'SELECT clock_timestamp() AS now' };

// Whoever has synced a number since the carrier was asked, or is doing so, knows more of it than the carrier's answer.
const untouchedSince = (askedAt: string): string =>
  `((s.lease_until IS NULL OR s.lease_until < now()) AND (s.last_attempt_at IS NULL OR s.last_attempt_at < ${askedAt}))`;

const NOTE_SEEN = {
  name: 'reconcile-note-seen',
  text: `WITH noted AS (
           UPDATE phone_number_syncs s
              SET seen_at = now(),
                  observed_settings = CASE WHEN ${untouchedSince('$5')} THEN v.settings ELSE s.observed_settings END,
                  gone_at = CASE WHEN ${untouchedSince('$5')} THEN NULL ELSE s.gone_at END
             FROM jsonb_to_recordset($4::jsonb) AS v (address text, settings jsonb)
             JOIN phone_numbers n ON n.provider = $2 AND n.account_id = $3 AND n.address_normalized = v.address
            WHERE n.telephony_configuration_id = $1 AND s.phone_number_id = n.id
           RETURNING ${COMPARED}, v.settings AS present, ${untouchedSince('$5')} AS is_untouched)
         SELECT id, address, is_bound, state, reason, wanted_revision, applied_settings, present FROM noted WHERE is_untouched`,
};

const UNSEEN = {
  name: 'reconcile-unseen',
  text: `SELECT ${COMPARED}
           FROM phone_numbers n JOIN phone_number_syncs s ON s.phone_number_id = n.id
          WHERE n.telephony_configuration_id = $1 AND n.id > $2 AND n.created_at < $3
            AND (s.seen_at IS NULL OR s.seen_at < $3) AND ($4 OR n.inbound_workflow_id IS NOT NULL)
          ORDER BY n.id LIMIT 1000`,
};

const STORE_OUTCOMES = {
  name: 'reconcile-store-outcomes',
  text: `UPDATE phone_number_syncs s
            SET state = v.state, reason = v.reason, message = v.message, drift = v.drift, attempts = 0,
                next_attempt_at = CASE WHEN v.state = 'pending' THEN now() END,
                gone_at = CASE WHEN v.is_gone THEN coalesce(s.gone_at, now()) END
           FROM jsonb_to_recordset($1::jsonb)
                AS v (id bigint, wanted_revision int, state text, reason text, message text, drift jsonb, is_gone boolean)
          WHERE s.phone_number_id = v.id AND s.wanted_revision = v.wanted_revision AND ${untouchedSince('$2')}
          RETURNING s.phone_number_id AS id`,
};

const STORE_FOR_BOUND = {
  name: 'reconcile-store-for-bound',
  text: `UPDATE phone_number_syncs s
            SET state = $3::text, reason = $4, message = $5, drift = $6, attempts = 0,
                next_attempt_at = CASE WHEN $3::text = 'pending' THEN now() END
           FROM phone_numbers n
          WHERE n.telephony_configuration_id = $1 AND n.inbound_workflow_id IS NOT NULL AND s.phone_number_id = n.id
            AND s.state IN ('in_sync', 'drifted') AND ${untouchedSince('$2')}
            AND ($7::bigint IS NULL OR n.id = $7 OR s.reason = '${APPLICATION_CHANGED}')
            AND NOT ($3::text = 'drifted' AND s.reason IS NOT DISTINCT FROM '${CHANGED_AT_PROVIDER}')
          RETURNING s.phone_number_id AS id`,
};

// One that nothing else is planned for, and best one that rings: a number that fails cannot be synced.
const BOUND = {
  name: 'reconcile-bound',
  text: `SELECT count(*)::int AS bound,
                (array_agg(n.id ORDER BY n.id = ANY ($2::bigint[]), s.state NOT IN ('in_sync', 'drifted'), n.id)
                   FILTER (WHERE n.id <> ALL ($3::bigint[])))[1] AS id
           FROM phone_numbers n JOIN phone_number_syncs s ON s.phone_number_id = n.id
          WHERE n.telephony_configuration_id = $1 AND n.inbound_workflow_id IS NOT NULL`,
};

const CONCLUDE = {
  name: 'reconcile-conclude',
  text: `UPDATE telephony_configurations
            SET reconciled_at = CASE WHEN $2::text IS NULL THEN now() ELSE reconciled_at END, reconcile_fault = $2,
                credentials_checked_at = CASE WHEN $2::text IS NULL OR $2 = 'provider_unauthorized' THEN now() ELSE credentials_checked_at END,
                credentials_fault = CASE WHEN $2::text IS NULL THEN NULL WHEN $2 = 'provider_unauthorized' THEN $2 ELSE credentials_fault END
          WHERE id = $1`,
};

/** What comes out of a comparison for one number. */
export interface ComparedOutcome extends Pick<SyncOutcome, 'state' | 'reason' | 'message'> {
  id: number;
  wanted_revision: number;
  drift: unknown;
  is_gone: boolean;
}

export type SeenRow = ComparedNumber & { present: RemoteSettings };

/** The statements of reconciling: a page of numbers each, never one by one. */
@Injectable()
export class ReconcileStore {
  constructor(private readonly database: Database) {}

  /** The time of the database, which all other times are compared with. */
  async now(): Promise<Date> {
    const [row] = await this.database.query<{ now: Date }>(NOW, []);
    return row?.now ?? new Date();
  }

  /**
   * Notes that the carrier showed these numbers.
   * @param askedAt by the clock of the database
   * @returns those that are registered, except those that somebody has synced since the carrier was asked
   */
  noteSeen(
    { id, provider, accountId }: BackgroundAccount,
    seen: readonly SeenNumber[],
    askedAt: Date,
  ): Promise<SeenRow[]> {
    const page = JSON.stringify(seen.map(({ address, settings }) => ({ address, settings })));
    return this.database.query<SeenRow>(NOTE_SEEN, [id, provider.metadata.provider, accountId, page, askedAt]);
  }

  /** Registered numbers that the carrier has not shown since a time. */
  unseen(
    configurationId: number,
    { afterId, since, unboundToo }: { afterId: number; since: Date; unboundToo: boolean },
  ): Promise<ComparedNumber[]> {
    return this.database.query<ComparedNumber>(UNSEEN, [configurationId, afterId, since, unboundToo]);
  }

  /** @returns how many were stored; the others were changed since the carrier was asked */
  async store(outcomes: readonly ComparedOutcome[], askedAt: Date): Promise<number> {
    if (outcomes.length === 0) return 0;
    return (await this.database.query(STORE_OUTCOMES, [JSON.stringify(outcomes), askedAt])).length;
  }

  /** Stores one outcome for all bound numbers of a configuration; or for one, and those that only wait for the application. */
  async storeForBound(
    configurationId: number,
    { state, reason, message }: Pick<SyncOutcome, 'state' | 'reason' | 'message'>,
    { drift, askedAt, only }: { drift: unknown; askedAt: Date; only: number | null },
  ): Promise<number> {
    const values = [configurationId, askedAt, state, reason, message, JSON.stringify(drift), only];
    return (await this.database.query(STORE_FOR_BOUND, values)).length;
  }

  /**
   * How many numbers are bound, and one of them through whose sync the application can be set.
   * @param planned numbers that are synced anyway; one of them is the last resort
   * @param excluded numbers that must not be synced
   */
  async bound(
    configurationId: number,
    planned: readonly number[] = [],
    excluded: readonly number[] = [],
  ): Promise<{ id: number | null; bound: number }> {
    const values = [configurationId, planned, excluded];
    const [row] = await this.database.query<{ id: number | null; bound: number }>(BOUND, values);
    return row ?? { id: null, bound: 0 };
  }

  /** @param fault code of why it did not come to an end; null when it did */
  async conclude(configurationId: number, fault: string | null): Promise<void> {
    await this.database.query(CONCLUDE, [configurationId, fault]);
  }
}
