import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OwnValues, SettingsMemory } from '../../provider-sync/sync/settings-memory.js';
import { Database } from '../../database/database.js';
import { REMOVE_CONFIGURATION, REMOVE_WORKFLOW } from '../removal/removal-kinds.js';
import { retryDelayMs } from './retry-policy.js';
import { wakeExpression } from './sync-queue.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncOutcome } from './sync-state.js';
import { isOk, NOT_OWNED } from './sync-state.js';
import type { SyncSubject } from './sync-subject.js';

/** Longer than an attempt may take: a lease that ran out belongs to a process that is gone. */
export const LEASE_SECONDS = 30;

const CLAIMED_COLUMNS =
  'phone_number_id, wanted_revision, attempts, shared_confirmed, saved_settings, applied_settings, is_provisioned';

const TAKE_LEASE = `lease_until = now() + interval '${LEASE_SECONDS} seconds', attempts = attempts + 1, last_attempt_at = now()`;

const CLAIM = {
  name: 'sync-claim',
  text: `UPDATE phone_number_syncs
            SET lease_token = $2, ${TAKE_LEASE}, state = CASE WHEN $3 THEN 'pending' ELSE state END,
                next_attempt_at = CASE WHEN $3 THEN now() ELSE next_attempt_at END,
                shared_confirmed = shared_confirmed OR $4
          WHERE phone_number_id = $1 AND (lease_until IS NULL OR lease_until < now() OR lease_token = $2)
          RETURNING ${CLAIMED_COLUMNS}`,
};

const CLAIM_NEXT_DUE = {
  name: 'sync-claim-next-due',
  text: `UPDATE phone_number_syncs
            SET lease_token = $2, ${TAKE_LEASE}
          WHERE phone_number_id = (
                  SELECT phone_number_id FROM phone_number_syncs
                   WHERE telephony_configuration_id = $1 AND next_attempt_at <= now()
                     AND (lease_until IS NULL OR lease_until < now())
                   ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING ${CLAIMED_COLUMNS}`,
};

// Read after the claim, by a statement of its own. The claim may have waited for a change that was being committed: it
// then has the new revision, but its snapshot has the old number and configuration, which would be concluded as new.
const LOAD = {
  name: 'sync-load',
  text: `SELECT n.organization_id, n.telephony_configuration_id, n.provider, n.account_id, n.address_normalized,
                n.inbound_workflow_id IS NOT NULL AS is_bound, c.application_id, c.credentials_key_id, c.credentials_ciphertext,
                CASE WHEN c.inactive_since IS NOT NULL THEN coalesce(c.inactive_reason, 'inactive') END AS inactive_reason
           FROM phone_numbers n
           JOIN telephony_configurations c ON c.id = n.telephony_configuration_id
          WHERE n.id = $1`,
};

// By the clock of the database, as everything that is due: a process whose clock is behind would ask again and again.
const RETRY_AT = `(now() + $7::float8 * interval '1 millisecond')`;

// Jobs that remove numbers report their items themselves: being in sync is not what they wait for.
const CONCLUDE = {
  name: 'sync-conclude',
  text: `WITH concluded AS (
           UPDATE phone_number_syncs
              SET state = $4::text, reason = $5::text, message = $6::text, next_attempt_at = ${RETRY_AT}, drift = NULL, lease_token = NULL,
                  lease_until = NULL, last_attempt_at = now(), attempts = CASE WHEN $4::text = 'failed' THEN attempts ELSE 0 END,
                  observed_settings = CASE WHEN $9 THEN $10::jsonb ELSE observed_settings END,
                  seen_at = CASE WHEN $9 AND $10::jsonb IS NOT NULL THEN now() ELSE seen_at END,
                  gone_at = CASE WHEN $5::text = '${NOT_OWNED}' THEN coalesce(gone_at, now())
                                 WHEN $9 AND $10::jsonb IS NOT NULL THEN NULL ELSE gone_at END
            WHERE phone_number_id = $1 AND lease_token = $2 AND wanted_revision = $3
           RETURNING phone_number_id, telephony_configuration_id),
         waiting AS (
           UPDATE job_items i
              SET state = $8, reason = $5::text, detail = $6::text
             FROM concluded c, jobs j
            WHERE i.phone_number_id = c.phone_number_id AND i.state = 'pending'
              AND j.id = i.job_id AND j.kind NOT IN ('${REMOVE_CONFIGURATION}', '${REMOVE_WORKFLOW}'))
         SELECT phone_number_id,
                CASE WHEN $7::float8 IS NOT NULL THEN ${wakeExpression('telephony_configuration_id', RETRY_AT)} END AS job
           FROM concluded`,
};

const RELEASE = {
  name: 'sync-release-lease',
  text: `UPDATE phone_number_syncs SET lease_token = NULL, lease_until = NULL WHERE phone_number_id = $1 AND lease_token = $2`,
};

const REMEMBER = {
  name: 'sync-remember',
  text: `UPDATE phone_number_syncs SET saved_settings = $3, applied_settings = $4
          WHERE phone_number_id = $1 AND lease_token = $2 AND wanted_revision = $5
          RETURNING phone_number_id`,
};

const NEXT_DUE_AT = {
  name: 'sync-next-due-at',
  text: `SELECT greatest(min(greatest(next_attempt_at, lease_until)), now() + $2 * interval '1 millisecond') AS at
           FROM phone_number_syncs WHERE telephony_configuration_id = $1 AND next_attempt_at IS NOT NULL
         HAVING count(*) > 0`,
};

// A number can be done before the job knew of it, or be deleted.
const SETTLE_STRAGGLERS = {
  name: 'sync-settle-stragglers',
  text: `UPDATE job_items i
            SET state = CASE WHEN x.state IN ('in_sync', 'detached', 'not_applicable') THEN 'succeeded' ELSE 'failed' END,
                reason = CASE WHEN x.state IS NULL THEN 'phone_number_deleted' ELSE x.reason END, detail = x.message
           FROM (SELECT w.job_id, w.position, s.state, s.reason, s.message
                   FROM jobs j
                   JOIN job_items w ON w.job_id = j.id AND w.state = 'pending'
                   LEFT JOIN phone_number_syncs s ON s.phone_number_id = w.phone_number_id
                  WHERE j.subject_id = $1 AND j.finished_at IS NULL AND j.progress ? 'is_listed'
                    AND s.next_attempt_at IS NULL) x
          WHERE i.job_id = x.job_id AND i.position = x.position`,
};

const MARK_PROVISIONED = {
  name: 'sync-mark-provisioned',
  text: `UPDATE phone_number_syncs SET is_provisioned = $4
          WHERE phone_number_id = $1 AND lease_token = $2 AND wanted_revision = $3
          RETURNING phone_number_id`,
};

// What was seen since by somebody who asked later is newer.
const OBSERVE = {
  name: 'sync-observe',
  text: `UPDATE phone_number_syncs
            SET observed_settings = coalesce($2::jsonb, observed_settings),
                seen_at = CASE WHEN $2::jsonb IS NULL THEN seen_at ELSE now() END,
                gone_at = CASE WHEN $2::jsonb IS NULL THEN coalesce(gone_at, now()) END
          WHERE phone_number_id = $1 AND (seen_at IS NULL OR seen_at <= $3)`,
};

interface ClaimedRow {
  phone_number_id: number;
  wanted_revision: number;
  attempts: number;
  is_provisioned: boolean;
  shared_confirmed: boolean;
  saved_settings: RemoteSettings | null;
  applied_settings: OwnValues | null;
}

interface NumberRow {
  organization_id: number;
  telephony_configuration_id: number;
  provider: string;
  account_id: string;
  address_normalized: CanonicalAddress;
  is_bound: boolean;
  application_id: string | null;
  credentials_key_id: string;
  credentials_ciphertext: Buffer;
  inactive_reason: string | null;
}

function toSubject(row: ClaimedRow & NumberRow): SyncSubject {
  return {
    phoneNumberId: row.phone_number_id,
    organizationId: row.organization_id,
    configurationId: row.telephony_configuration_id,
    provider: row.provider,
    accountId: row.account_id,
    applicationId: row.application_id,
    address: row.address_normalized,
    isBound: row.is_bound,
    wantedRevision: row.wanted_revision,
    attempts: row.attempts,
    isProvisioned: row.is_provisioned,
    sharedConfirmed: row.shared_confirmed,
    memory: { saved: row.saved_settings, applied: row.applied_settings },
    credentialsKeyId: row.credentials_key_id,
    credentialsCiphertext: row.credentials_ciphertext,
    inactiveReason: row.inactive_reason,
  };
}

function superseded(): SyncRefusal {
  return new SyncRefusal(
    'superseded',
    'The number was changed while it was being synced; the newer change is being synced.',
  );
}

/** The sync table. A lease, not a lock, marks a number as being worked on, since no transaction may span a carrier call. */
@Injectable()
export class PhoneNumberSyncStore {
  constructor(private readonly database: Database) {}

  /** Null while another process holds the number. */
  async claim(
    id: number,
    token: string,
    options: { markPending?: boolean; confirmShared?: boolean } = {},
  ): Promise<SyncSubject | null> {
    const values = [id, token, options.markPending ?? false, options.confirmShared ?? false];
    return this.load(await this.database.query<ClaimedRow>(CLAIM, values));
  }

  /** The number of a configuration that has been due for longest and is not being worked on. */
  async claimNextDue(configurationId: number, token: string): Promise<SyncSubject | null> {
    return this.load(await this.database.query<ClaimedRow>(CLAIM_NEXT_DUE, [configurationId, token]));
  }

  /** Stores the outcome and when to try again, tells the jobs that wait for it, and lets go. False when the wanted state has changed meanwhile: there is another round to do. */
  async conclude(subject: SyncSubject, token: string, outcome: SyncOutcome): Promise<boolean> {
    const retryMs = retryDelayMs(outcome, subject.attempts);
    const values = [
      subject.phoneNumberId,
      token,
      subject.wantedRevision,
      outcome.state,
      outcome.reason,
      outcome.message,
      retryMs,
      isOk(outcome.state) ? 'succeeded' : retryMs === null ? 'failed' : 'pending',
      outcome.observed !== undefined,
      outcome.observed ?? null,
    ];
    return (await this.database.query(CONCLUDE, values)).length === 1;
  }

  /** Lets go without an outcome. */
  async release(id: number, token: string): Promise<void> {
    await this.database.query(RELEASE, [id, token]);
  }

  /**
   * Keeps what was there before the carrier is written to.
   * @throws SyncRefusal `superseded` when the wanted state has changed or another process has taken over: this attempt
   * must not write any more
   */
  async remember(subject: SyncSubject, token: string, { saved, applied }: SettingsMemory): Promise<void> {
    const values = [subject.phoneNumberId, token, saved, applied, subject.wantedRevision];
    if ((await this.database.query(REMEMBER, values)).length === 0) throw superseded();
  }

  /**
   * Notes that we are about to create the number at the carrier, or have removed it there.
   * @throws SyncRefusal `superseded`
   */
  async markProvisioned(subject: SyncSubject, token: string, isProvisioned: boolean): Promise<void> {
    const values = [subject.phoneNumberId, token, subject.wantedRevision, isProvisioned];
    if ((await this.database.query(MARK_PROVISIONED, values)).length === 0) throw superseded();
  }

  /** Reports numbers that jobs wait for although nothing is left to do for them. */
  async settleStragglers(configurationId: number): Promise<void> {
    await this.database.query(SETTLE_STRAGGLERS, [configurationId]);
  }

  /**
   * Notes what the carrier shows of a number; null when the account does not have it.
   * @param askedAt by the clock of the database
   */
  async observe(id: number, settings: RemoteSettings | null, askedAt: Date): Promise<void> {
    await this.database.query(OBSERVE, [id, settings, askedAt]);
  }

  /**
   * When the next number of a configuration is due and free; null when none is due at all.
   * @param waitMs it is not before that time has passed
   */
  async nextDueAt(configurationId: number, waitMs: number): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date }>(NEXT_DUE_AT, [configurationId, waitMs]);
    return row?.at ?? null;
  }

  private async load([claimed]: ClaimedRow[]): Promise<SyncSubject | null> {
    if (!claimed) return null;
    const [number] = await this.database.query<NumberRow>(LOAD, [claimed.phone_number_id]);
    return number ? toSubject({ ...claimed, ...number }) : null;
  }
}
