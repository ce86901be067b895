import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import { routeAssertionNotFound } from './route-assertion.errors.js';
import type { RouteAssertionRow } from './route-assertion.row.js';

const ASSERTIONS = `
  SELECT a.id, a.provider, a.account_id, a.address_normalized AS address, a.workflow_id, w.name AS workflow_name, a.label,
         a.created_at, n.id AS phone_number_id, n.telephony_configuration_id
    FROM route_assertions a
    JOIN workflows w ON w.organization_id = a.organization_id AND w.id = a.workflow_id
    LEFT JOIN phone_numbers n ON n.provider = a.provider AND n.account_id = a.account_id
         AND n.address_normalized = a.address_normalized AND n.organization_id = a.organization_id`;

const BY_IDS = {
  name: 'assertion-by-ids',
  text: `${ASSERTIONS} WHERE a.organization_id = $1 AND a.id = ANY ($2::bigint[]) ORDER BY a.id`,
};

function listStatement(descending: boolean): { name: string; text: string } {
  const [sign, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  return {
    name: `assertion-list-${order.toLowerCase()}`,
    text: `${ASSERTIONS} WHERE a.organization_id = $1 AND ($2::bigint IS NULL OR a.id ${sign} $2)
            ORDER BY a.id ${order} LIMIT $3`,
  };
}

/** Reads what is expected of calls. */
@Injectable()
export class RouteAssertionReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `route_assertion_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<RouteAssertionRow> {
    const [row] = await this.all(organizationId, [id]);
    if (!row) throw routeAssertionNotFound();
    return row;
  }

  /**
   * In the order of their ids.
   * @throws DomainError `route_assertion_not_found` when one of them is not there
   */
  async all(organizationId: OrganizationId, ids: readonly number[]): Promise<RouteAssertionRow[]> {
    const rows = await this.database.query<RouteAssertionRow>(BY_IDS, [organizationId, ids]);
    if (rows.length < new Set(ids).size) throw routeAssertionNotFound();
    return rows;
  }

  async list(organizationId: OrganizationId, query: PageQueryDto): Promise<Page<RouteAssertionRow>> {
    const scope = `route-assertions:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const values = [organizationId, start.afterId, start.limit + 1];
    const rows = await this.database.query<RouteAssertionRow>(listStatement(start.descending), values);
    return this.cursors.page(rows, query, scope);
  }
}
