import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Database } from '../../database/database.js';
import { LEASE_SECONDS } from '../sync/phone-number-sync.store.js';
import { PASSING_REASONS } from '../sync/retry-policy.js';
import { SyncRefusal } from '../sync/sync-refusal.js';
import { TelephonyTrunk } from './telephony-trunk.entity.js';
import type { TrunkOutcome } from './trunk-outcome.js';

const LEASE_END = `now() + interval '${LEASE_SECONDS} seconds'`;

const CLAIM = {
  name: 'trunk-claim',
  text: `UPDATE telephony_trunks SET lease_token = $2, lease_until = ${LEASE_END}
          WHERE id = $1 AND (lease_until IS NULL OR lease_until < now() OR lease_token = $2) RETURNING id`,
};

// Should the row stay after all, the sweep makes the trunk work again.
const CLAIM_FOR_REMOVAL = {
  name: 'trunk-claim-for-removal',
  text: `UPDATE telephony_trunks
            SET lease_token = $2, lease_until = ${LEASE_END}, wanted_revision = wanted_revision + 1,
                sync_state = 'pending', sync_reason = NULL, sync_message = NULL, next_attempt_at = NULL
          WHERE id = $1 AND (lease_until IS NULL OR lease_until < now() OR lease_token = $2) RETURNING id`,
};

const MARK_ASKED = {
  name: 'trunk-mark-asked',
  text: `UPDATE telephony_trunks SET may_exist = true
          WHERE id = $1 AND lease_token = $2 AND wanted_revision = $3 RETURNING id`,
};

const ASK_AGAIN = {
  name: 'trunk-ask-again',
  text: `UPDATE telephony_trunks SET wanted_revision = wanted_revision + 1
          WHERE id = $1 RETURNING coalesce(lease_until, now()) AS at`,
};

// The outcome counts only for the revision that it is of; what was made for another one is found again by its name.
const CONCLUDE = {
  name: 'trunk-conclude',
  text: `UPDATE telephony_trunks
            SET external_id = coalesce($4, external_id), sync_state = $5, sync_reason = $6, sync_message = $7,
                next_attempt_at = $8, lease_token = NULL, lease_until = NULL
          WHERE id = $1 AND lease_token = $2 AND wanted_revision = $3 RETURNING id`,
};

const LET_GO = {
  name: 'trunk-let-go',
  text: `UPDATE telephony_trunks SET lease_token = NULL, lease_until = NULL WHERE id = ANY ($1) AND lease_token = $2`,
};

/** Trunks `t` that are not in line and can come to be by trying, given the reasons that can pass as a parameter. */
export const dueTrunks = (reasons: string): string =>
  `(t.sync_state = 'pending' OR (t.sync_state = 'failed' AND t.sync_reason = ANY (${reasons}::text[])))`;

const DUE_AT = {
  name: 'trunk-due-at',
  text: `SELECT coalesce(t.next_attempt_at, now()) AS at, coalesce(t.next_attempt_at, now()) <= now() AS is_due
           FROM telephony_trunks t WHERE t.id = $1 AND ${dueTrunks('$2')}`,
};

/** When a trunk is to be tried again, and whether that time has come. */
export interface TrunkTurn {
  at: Date;
  is_due: boolean;
}

/** Who works on a trunk now: two attempts at once would make two trunks, whichever replicas make them. */
@Injectable()
export class TrunkLeaseStore {
  constructor(
    @InjectRepository(TelephonyTrunk) private readonly trunks: Repository<TelephonyTrunk>,
    private readonly database: Database,
  ) {}

  /** Takes the lease, or prolongs it, to make the carrier's trunk equal to this one. Null while another attempt has it. */
  async claim(id: number, token: string): Promise<TelephonyTrunk | null> {
    return (await this.database.query(CLAIM, [id, token])).length === 0 ? null : this.trunks.findOneBy({ id });
  }

  /** Takes the lease of a trunk that is about to be deleted. Null while another attempt has it. */
  async claimForRemoval(id: number, token: string): Promise<TelephonyTrunk | null> {
    const claimed = await this.database.query(CLAIM_FOR_REMOVAL, [id, token]);
    return claimed.length === 0 ? null : this.trunks.findOneBy({ id });
  }

  /**
   * Notes that the carrier is about to be asked to make it.
   * @throws SyncRefusal `superseded` when the trunk has changed or the lease is lost: this attempt must not go on
   */
  async markAsked(trunk: TelephonyTrunk, token: string): Promise<void> {
    const asked = await this.database.query(MARK_ASKED, [trunk.id, token, trunk.wantedRevision]);
    if (asked.length === 0) throw new SyncRefusal('superseded', 'The trunk was changed meanwhile.');
  }

  /**
   * Lets the attempt that has the lease make another one after it.
   * @returns when the lease ends, should its holder have died; null when the trunk is gone
   */
  async askAgain(id: number): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date }>(ASK_AGAIN, [id]);
    return row?.at ?? null;
  }

  /**
   * Stores how an attempt ended, and lets go.
   * @returns false when the trunk is not as the attempt saw it any more, or the lease is lost
   */
  async conclude(
    trunk: TelephonyTrunk,
    token: string,
    end: { outcome: TrunkOutcome; externalId: string | null; retryAt: Date | null },
  ): Promise<boolean> {
    const { state, reason, message } = end.outcome;
    const values = [trunk.id, token, trunk.wantedRevision, end.externalId, state, reason, message, end.retryAt];
    return (await this.database.query(CONCLUDE, values)).length === 1;
  }

  /** Lets go without an outcome. */
  async letGo(ids: readonly number[], token: string): Promise<void> {
    await this.database.query(LET_GO, [ids, token]);
  }

  /** Whether it is still there. */
  exists(id: number): Promise<boolean> {
    return this.trunks.existsBy({ id });
  }

  /** Null when trying again would end in the same way, or there is no such trunk. */
  async turnOf(id: number): Promise<TrunkTurn | null> {
    return (await this.database.query<TrunkTurn>(DUE_AT, [id, [...PASSING_REASONS]]))[0] ?? null;
  }
}
