import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { describeSafely } from '../../common/errors/describe-safely.js';
import { Database } from '../../database/database.js';
import type { ProviderCredentials } from '../../provider-sync/contract/credentials.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { TelephonyConfig } from '../configs/telephony-config.entity.js';
import { ApplicationSharing } from './application-sharing.js';
import type { ApplicationKey } from './provider-application.store.js';

const TIMEOUT_MS = 15_000;

/** Reason of an orphan that was an application of our own. */
export const REMOVE_FAILED = 'remove_failed';

// Of two configurations that go at the same time, the second waits here and then sees that the first is gone.
const LOCK = `
  SELECT id FROM provider_applications
   WHERE provider = $1 AND account_id = $2 AND external_id = $3 AND is_ours FOR UPDATE`;

const RECORD = `
  WITH gone AS (
    DELETE FROM provider_applications a
     WHERE a.provider = $1 AND a.account_id = $2 AND a.external_id = $3 AND a.is_ours
       AND NOT EXISTS (SELECT 1 FROM telephony_configurations c
                        WHERE c.provider = $1 AND c.account_id = $2 AND c.application_id = $3)
    RETURNING a.provider, a.account_id, a.external_id)
  INSERT INTO provider_orphans (organization_id, provider, account_id, kind, external_id, reason)
  SELECT $4, provider, account_id, 'application', external_id, '${REMOVE_FAILED}' FROM gone
  RETURNING id`;

const FORGET = { name: 'own-application-forget-orphan', text: 'DELETE FROM provider_orphans WHERE id = $1' };

/** An application of ours that no configuration uses any more, and the orphan that it is until the carrier removed it. */
export interface LeftApplication {
  key: ApplicationKey;
  orphanId: number;
}

/** Removes the applications that we created at carriers, once the last configuration that used them is gone. */
@Injectable()
export class OwnApplications {
  private readonly logger = new Logger(OwnApplications.name);

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly sharing: ApplicationSharing,
    private readonly database: Database,
  ) {}

  /**
   * Called in the transaction that deletes the configuration, after it did: whatever becomes of this process, what is
   * left at the carrier is not forgotten.
   * @returns null when nothing of ours is left
   */
  async record(manager: EntityManager, config: TelephonyConfig): Promise<LeftApplication | null> {
    const { provider, accountId, applicationId, organizationId } = config;
    if (!this.registry.get(provider).application?.lifecycle || applicationId === null) return null;
    const key = { provider, accountId, externalId: applicationId };
    await manager.query(LOCK, [provider, accountId, applicationId]);
    const values = [provider, accountId, applicationId, organizationId];
    const [orphan] = await manager.query<{ id: number }[]>(RECORD, values);
    return orphan ? { key, orphanId: orphan.id } : null;
  }

  /** Called after the commit. What the carrier does not let go of stays recorded, and is never an error. */
  async remove({ key, orphanId }: LeftApplication, credentials: ProviderCredentials): Promise<void> {
    const lifecycle = this.registry.get(key.provider).application?.lifecycle;
    try {
      // A configuration that was added since may have found it by its name; then it stays.
      if (!(await this.sharing.isUsed(key))) {
        await lifecycle?.remove(credentials, key.externalId, AbortSignal.timeout(TIMEOUT_MS));
      }
      await this.database.query(FORGET, [orphanId]);
    } catch (error) {
      this.logger.warn(
        { provider: key.provider, orphanId, ...describeSafely(error) },
        'An application of ours could not be removed; GET /api/v1/orphans shows it',
      );
    }
  }
}
