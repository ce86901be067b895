import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { Database } from '../../database/database.js';
import { telephonyConfigNotFound } from '../../telephony/configs/telephony-config.errors.js';

/** Names that are not part of a decision. */
export interface RouteNames {
  configurationName: string;
  /** Of the number; null when it has none, or when there is no number. */
  label: string | null;
}

const ACCOUNT = {
  name: 'explained-account',
  text: `SELECT provider, account_id AS "accountId" FROM telephony_configurations
          WHERE organization_id = $1 AND id = $2`,
};

const NAMES = {
  name: 'explained-names',
  text: `SELECT c.name AS "configurationName", n.label
           FROM telephony_configurations c
           LEFT JOIN phone_numbers n ON n.organization_id = c.organization_id AND n.id = $3
          WHERE c.organization_id = $1 AND c.id = $2`,
};

/** Reads what an explanation needs beside the route table. */
@Injectable()
export class ExplainedAccountReader {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `telephony_config_not_found` */
  async account(
    organizationId: OrganizationId,
    configurationId: number,
  ): Promise<{ provider: string; accountId: string }> {
    const [row] = await this.database.query<{ provider: string; accountId: string }>(ACCOUNT, [
      organizationId,
      configurationId,
    ]);
    if (!row) throw telephonyConfigNotFound();
    return row;
  }

  /** Null when the configuration was deleted meanwhile. */
  async names(
    organizationId: OrganizationId,
    configurationId: number,
    numberId: number | null,
  ): Promise<RouteNames | null> {
    const [row] = await this.database.query<RouteNames>(NAMES, [organizationId, configurationId, numberId]);
    return row ?? null;
  }
}
