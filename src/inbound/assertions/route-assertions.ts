import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { Page } from '../../common/pagination/page.js';
import type { PageQueryDto } from '../../common/pagination/page-query.dto.js';
import type { AssertedNumber } from './asserted-number.reader.js';
import { AssertedNumberReader } from './asserted-number.reader.js';
import { RouteAssertionReader } from './route-assertion.reader.js';
import type { RouteAssertionRow } from './route-assertion.row.js';
import type { RouteAssertionResult } from './route-assertion.runner.js';
import { RouteAssertionRunner } from './route-assertion.runner.js';
import { RouteAssertionStore } from './route-assertion.store.js';

/** Keeps what an organization expects of calls, and says whether it is so. */
@Injectable()
export class RouteAssertions {
  constructor(
    private readonly numbers: AssertedNumberReader,
    private readonly reader: RouteAssertionReader,
    private readonly store: RouteAssertionStore,
    private readonly runner: RouteAssertionRunner,
  ) {}

  /** @param override whether it is stored even if it does not hold */
  async create(
    organizationId: OrganizationId,
    number: AssertedNumber,
    expected: { workflowId: number; label: string | null },
    override: boolean,
  ): Promise<RouteAssertionRow> {
    const key = await this.numbers.keyOf(organizationId, number);
    const id = await this.store.insert(organizationId, { key, ...expected }, override);
    return this.reader.get(organizationId, id);
  }

  /** @param ids those that are tried; undefined for a page of all */
  async run(
    organizationId: OrganizationId,
    query: PageQueryDto,
    ids: readonly number[] | undefined,
  ): Promise<{ page: Page<RouteAssertionRow>; results: RouteAssertionResult[] }> {
    const page =
      ids === undefined
        ? await this.reader.list(organizationId, query)
        : { items: await this.reader.all(organizationId, ids), nextCursor: null };
    return { page, results: await this.runner.run(organizationId, page.items) };
  }
}
