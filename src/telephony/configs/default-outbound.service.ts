import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { telephonyConfigNotFound } from './telephony-config.errors.js';

/**
 * Takes the mark from the present default of an organization. Simultaneous switches wait for each other at the
 * organization's row instead of colliding on the partial unique index; the last one wins.
 * @param next the configuration that becomes the default, and need not stop being it; null when it is not stored yet
 */
export async function clearDefaultOutbound(
  manager: EntityManager,
  organizationId: OrganizationId,
  next: number | null,
): Promise<void> {
  await manager.query('SELECT FROM organizations WHERE id = $1 FOR NO KEY UPDATE', [organizationId]);
  await manager.query(
    `UPDATE telephony_configurations SET is_default_outbound = false, version = version + 1, updated_at = now()
      WHERE organization_id = $1 AND is_default_outbound AND id IS DISTINCT FROM $2`,
    [organizationId, next],
  );
}

/** Chooses the configuration that outbound calls use when they name none. */
@Injectable()
export class DefaultOutboundService {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `telephony_config_not_found` */
  async set(organizationId: OrganizationId, id: number): Promise<void> {
    await this.database.transaction(async (manager) => {
      await clearDefaultOutbound(manager, organizationId, id);
      const [, found] = await manager.query<[unknown, number]>(
        `UPDATE telephony_configurations
            SET is_default_outbound = true,
                version = CASE WHEN is_default_outbound THEN version ELSE version + 1 END,
                updated_at = CASE WHEN is_default_outbound THEN updated_at ELSE now() END
          WHERE organization_id = $1 AND id = $2`,
        [organizationId, id],
      );
      if (found === 0) throw telephonyConfigNotFound();
    });
  }
}
