import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';
import { carrierNameExpression } from './trunk-name.js';
import { trunkJobExpression } from './trunk-queue.js';

const RECORD_LEFT = `
  INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
  SELECT organization_id, $2, $3, 'trunk', coalesce(external_id, ${carrierNameExpression('id')}), 'account_changed'
    FROM telephony_trunks WHERE telephony_configuration_id = $1 AND may_exist AND sync_state <> 'detached'`;

// The carrier's id of a trunk in one account says nothing of another account.
const WANT_ALL = `
  WITH t AS (
    UPDATE telephony_trunks
       SET sync_state = 'pending', sync_reason = NULL, sync_message = NULL,
           version = version + CASE WHEN $2 THEN 1 ELSE 0 END, wanted_revision = wanted_revision + 1,
           next_attempt_at = NULL, may_exist = may_exist AND NOT $2,
           external_id = CASE WHEN $2 THEN NULL ELSE external_id END
     WHERE telephony_configuration_id = $1
    RETURNING id)
  SELECT (${trunkJobExpression('t.id', 'now()')}).id AS job FROM t`;

/** Lets all trunks of a configuration be told to the carrier again, in the background. */
@Injectable()
export class TrunkResync {
  /**
   * Called with the configuration as it was, in the transaction that changes its credentials or takes it back into use.
   * @param isOtherAccount the trunks shall be in another account from now on: those in the former one are recorded
   */
  async all(manager: EntityManager, before: TelephonyConfig, isOtherAccount: boolean): Promise<void> {
    if (isOtherAccount) await manager.query(RECORD_LEFT, [before.id, before.provider, before.accountId]);
    await manager.query(WANT_ALL, [before.id, isOtherAccount]);
  }
}
