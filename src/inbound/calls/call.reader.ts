import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Page } from '../../common/pagination/page.js';
import { CursorCodec } from '../../crypto/cursor-codec.js';
import { Database } from '../../database/database.js';
import { callListStatement } from './call-list.statement.js';
import type { CallRow } from './call.row.js';
import { CALL_COLUMNS } from './call.row.js';
import type { ListCallsQueryDto } from './dto/list-calls.query.dto.js';

const GET = {
  name: 'call-get',
  text: `SELECT ${CALL_COLUMNS} FROM calls c WHERE c.organization_id = $1 AND c.id = $2`,
};

/** Reads call records. */
@Injectable()
export class CallReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws DomainError `call_not_found` */
  async get(organizationId: OrganizationId, id: number): Promise<CallRow> {
    const [row] = await this.database.query<CallRow>(GET, [organizationId, id]);
    if (!row) {
      throw new DomainError(
        'call_not_found',
        'There is no call with this id in your organization. Records older than the retention are deleted.',
      );
    }
    return row;
  }

  /** In the order in which the calls came; those of the same millisecond in the order of their ids. */
  async list(organizationId: OrganizationId, query: ListCallsQueryDto): Promise<Page<CallRow>> {
    const scope = `calls:${organizationId}`;
    const start = this.cursors.start(query, scope);
    const { statement, values } = callListStatement(organizationId, query, start);
    return this.cursors.page(await this.database.query<CallRow>(statement, values), query, scope);
  }
}
