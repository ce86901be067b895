import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TelephonyConfig } from './telephony-config.entity.js';

type Place = Pick<TelephonyConfig, 'accountId' | 'applicationId'>;

const RECORD_NUMBERS = `
  INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason, saved_settings)
  SELECT n.organization_id, n.provider, n.account_id, 'phone_number', n.address_normalized, 'account_changed', s.saved_settings
    FROM phone_numbers n JOIN phone_number_syncs s ON s.phone_number_id = n.id
   WHERE n.telephony_configuration_id = $1 AND s.applied_settings IS NOT NULL`;

const RECORD_APPLICATION = `
  INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason, saved_settings)
  SELECT $2, a.provider, a.account_id, 'application', a.external_id, $6, a.saved_settings
    FROM provider_applications a
   WHERE a.provider = $3 AND a.account_id = $4 AND a.external_id = $5 AND (a.is_ours OR a.applied_settings IS NOT NULL)
     AND NOT EXISTS (SELECT 1 FROM telephony_configurations c
                      WHERE c.provider = $3 AND c.account_id = $4 AND c.application_id = $5 AND c.id <> $1)`;

/** What a configuration leaves behind at the carrier when it moves to another account or application. */
@Injectable()
export class AccountLeftovers {
  /** Records it as orphans, to be given back with the old credentials or by hand. Called before the move. */
  async record(manager: EntityManager, before: TelephonyConfig, after: Place): Promise<void> {
    const isOtherAccount = before.accountId !== after.accountId;
    if (isOtherAccount) await manager.query(RECORD_NUMBERS, [before.id]);
    if (before.applicationId === null || (!isOtherAccount && before.applicationId === after.applicationId)) return;
    await manager.query(RECORD_APPLICATION, [
      before.id,
      before.organizationId,
      before.provider,
      before.accountId,
      before.applicationId,
      isOtherAccount ? 'account_changed' : 'application_changed',
    ]);
  }
}
