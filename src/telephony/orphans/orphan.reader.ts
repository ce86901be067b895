import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import type { ListOrphansQueryDto } from './dto/list-orphans.query.dto.js';
import { orphanNotFound } from './orphan.errors.js';
import type { OrphanRow } from './orphan.row.js';

const ORPHANS = `
  SELECT o.id, o.provider, o.account_id, o.kind, o.external_id, o.reason, o.saved_settings, o.created_at,
         EXISTS (SELECT 1 FROM telephony_configurations c
                  WHERE c.organization_id = o.organization_id AND c.provider = o.provider
                    AND c.account_id = o.account_id) AS can_clean
    FROM provider_orphans o`;

const GET = { name: 'orphan-get', text: `${ORPHANS} WHERE o.organization_id = $1 AND o.id = $2` };

function listStatement(descending: boolean): { name: string; text: string } {
  const [sign, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  return {
    name: `orphan-list-${order.toLowerCase()}`,
    text: `${ORPHANS}
            WHERE o.organization_id = $1 AND ($2::bigint IS NULL OR o.id ${sign} $2)
              AND ($3::text IS NULL OR o.provider = $3) AND ($4::text IS NULL OR o.kind = $4)
              AND ($5::text IS NULL OR o.reason = $5)
            ORDER BY o.id ${order} LIMIT $6`,
  };
}

/** Reads what was left behind at carriers. */
@Injectable()
export class OrphanReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `orphan_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<OrphanRow> {
    const [orphan] = await this.database.query<OrphanRow>(GET, [organizationId, id]);
    if (!orphan) throw orphanNotFound();
    return orphan;
  }

  async list(organizationId: OrganizationId, query: ListOrphansQueryDto): Promise<Page<OrphanRow>> {
    const scope = `orphans:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const filters = [query.provider ?? null, query.kind ?? null, query.reason ?? null];
    const values = [organizationId, start.afterId, ...filters, start.limit + 1];
    const rows = await this.database.query<OrphanRow>(listStatement(start.descending), values);
    return this.cursors.page(rows, query, scope);
  }
}
