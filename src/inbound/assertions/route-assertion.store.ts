import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { violates } from '../../common/persistence/postgres-error.js';
import { Database } from '../../database/database.js';
import { overrideRouteAssertions } from '../../workflows/assertions/route-assertion.rule.js';
import { workflowNotFound } from '../../workflows/workflow.errors.js';
import type { InboundKey } from '../routing/route-rows.js';
import { ASSERTED_WORKFLOW_CONSTRAINT } from './route-assertion.entity.js';
import { routeAssertionNotFound } from './route-assertion.errors.js';

/** An assertion to store. */
export interface NewRouteAssertion {
  key: InboundKey;
  workflowId: number;
  label: string | null;
}

const INSERT = `
  INSERT INTO route_assertions (organization_id, provider, account_id, address_normalized, workflow_id, label)
  VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`;

const DELETE = {
  name: 'assertion-delete',
  text: 'DELETE FROM route_assertions WHERE organization_id = $1 AND id = $2 RETURNING id',
};

/** Writes route assertions. The database finds out whether they hold. */
@Injectable()
export class RouteAssertionStore {
  constructor(private readonly database: Database) {}

  /**
   * @param override whether it is stored even if it does not hold
   * @returns its id
   * @throws DomainError `workflow_not_found`; QueryFailedError for an assertion that is there already or does not hold
   */
  async insert(
    organizationId: OrganizationId,
    { key, workflowId, label }: NewRouteAssertion,
    override: boolean,
  ): Promise<number> {
    const values = [organizationId, key.provider, key.accountId, key.address, workflowId, label];
    try {
      return await this.database.transaction(async (manager) => {
        if (override) await overrideRouteAssertions(manager);
        const [{ id }] = await manager.query<[{ id: number }]>(INSERT, values);
        return id;
      });
    } catch (error) {
      throw violates(error, ASSERTED_WORKFLOW_CONSTRAINT) ? workflowNotFound() : error;
    }
  }

  /** @throws DomainError `route_assertion_not_found` */
  async remove(organizationId: OrganizationId, id: number): Promise<void> {
    if ((await this.database.query(DELETE, [organizationId, id])).length === 0) throw routeAssertionNotFound();
  }
}
