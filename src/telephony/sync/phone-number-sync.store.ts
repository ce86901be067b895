import { Injectable } from '@nestjs/common';
import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { RemoteSettings } from '../../provider-sync/contract/remote-settings.js';
import type { OwnValues, SettingsMemory } from '../../provider-sync/sync/settings-memory.js';
import { Database } from '../../database/database.js';
import { SyncRefusal } from './sync-refusal.js';
import type { SyncOutcome } from './sync-state.js';
import type { SyncSubject } from './sync-subject.js';

/** Longer than an attempt may take: a lease that ran out belongs to a process that is gone. */
export const LEASE_SECONDS = 30;

const CLAIMED_COLUMNS = 'phone_number_id, wanted_revision, shared_confirmed, saved_settings, applied_settings';

const TAKE_LEASE = `lease_until = now() + interval '${LEASE_SECONDS} seconds', attempts = attempts + 1, last_attempt_at = now()`;

const CLAIM = {
  name: 'sync-claim',
  text: `UPDATE phone_number_syncs
            SET lease_token = $2, ${TAKE_LEASE}, state = CASE WHEN $3 THEN 'pending' ELSE state END,
                shared_confirmed = shared_confirmed OR $4
          WHERE phone_number_id = $1 AND (lease_until IS NULL OR lease_until < now() OR lease_token = $2)
          RETURNING ${CLAIMED_COLUMNS}`,
};

const CLAIM_NEXT_PENDING = {
  name: 'sync-claim-next-pending',
  text: `UPDATE phone_number_syncs
            SET lease_token = $1, ${TAKE_LEASE}
          WHERE phone_number_id = (
                  SELECT phone_number_id FROM phone_number_syncs
                   WHERE state = 'pending' AND (lease_until IS NULL OR lease_until < now())
                   ORDER BY phone_number_id LIMIT 1 FOR UPDATE SKIP LOCKED)
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

const CONCLUDE = {
  name: 'sync-conclude',
  text: `UPDATE phone_number_syncs
            SET state = $4::text, reason = $5, message = $6, lease_token = NULL, lease_until = NULL,
                attempts = CASE WHEN $4::text = 'failed' THEN attempts ELSE 0 END
          WHERE phone_number_id = $1 AND lease_token = $2 AND wanted_revision = $3
          RETURNING phone_number_id`,
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

const NEXT_LEASE_END = {
  name: 'sync-next-lease-end',
  text: `SELECT (extract(epoch FROM min(lease_until) - now()) * 1000)::float8 AS wait_ms
           FROM phone_number_syncs WHERE state = 'pending' AND lease_until IS NOT NULL`,
};

interface ClaimedRow {
  phone_number_id: number;
  wanted_revision: number;
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
    sharedConfirmed: row.shared_confirmed,
    memory: { saved: row.saved_settings, applied: row.applied_settings },
    credentialsKeyId: row.credentials_key_id,
    credentialsCiphertext: row.credentials_ciphertext,
    inactiveReason: row.inactive_reason,
  };
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

  /** The oldest number that waits for a sync and is not being worked on. */
  async claimNextPending(token: string): Promise<SyncSubject | null> {
    return this.load(await this.database.query<ClaimedRow>(CLAIM_NEXT_PENDING, [token]));
  }

  /** Stores the outcome and lets go. False when the wanted state has changed meanwhile: there is another round to do. */
  async conclude(subject: SyncSubject, token: string, outcome: SyncOutcome): Promise<boolean> {
    const values = [
      subject.phoneNumberId,
      token,
      subject.wantedRevision,
      outcome.state,
      outcome.reason,
      outcome.message,
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
    if ((await this.database.query(REMEMBER, values)).length === 1) return;
    throw new SyncRefusal(
      'superseded',
      'The number was changed while it was being synced; the newer change is being synced.',
    );
  }

  /** When the next pending number may be free, in milliseconds; null when no pending number is held. */
  async nextLeaseEndMs(): Promise<number | null> {
    const [row] = await this.database.query<{ wait_ms: number | null }>(NEXT_LEASE_END, []);
    const waitMs = row?.wait_ms ?? null;
    return waitMs === null ? null : Math.max(0, waitMs);
  }

  private async load([claimed]: ClaimedRow[]): Promise<SyncSubject | null> {
    if (!claimed) return null;
    const [number] = await this.database.query<NumberRow>(LOAD, [claimed.phone_number_id]);
    return number ? toSubject({ ...claimed, ...number }) : null;
  }
}
