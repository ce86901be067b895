import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../auth/organization-id.js';
import type { RefusalReason } from '../dispatch/refusal-reason.js';
import { RouteFinder } from '../dispatch/route-finder.js';
import { RouteListener } from '../routing/route-listener.js';
import { RouteTable } from '../routing/route-table.js';
import type { RouteAssertionRow } from './route-assertion.row.js';

/** What would become of a call to the number of an assertion. */
export interface RouteAssertionResult {
  assertion: RouteAssertionRow;
  holds: boolean;
  outcome: 'answered' | 'refused';
  reason: RefusalReason | null;
  /** The one that answers, or would if nothing stood against it. */
  workflow: { id: number; name: string } | null;
  /** Whether this is from what was last known, because the database is away. */
  isStale: boolean;
}

/** Tries assertions by the very function that decides on calls. */
@Injectable()
export class RouteAssertionRunner {
  constructor(
    private readonly table: RouteTable,
    private readonly finder: RouteFinder,
    private readonly listener: RouteListener,
  ) {}

  /** One after the other, so that a long list does not take the connections that calls may need. */
  async run(organizationId: OrganizationId, assertions: readonly RouteAssertionRow[]): Promise<RouteAssertionResult[]> {
    await this.listener.caughtUp();
    const results: RouteAssertionResult[] = [];
    for (const assertion of assertions) results.push(await this.try(organizationId, assertion));
    return results;
  }

  private async try(organizationId: OrganizationId, assertion: RouteAssertionRow): Promise<RouteAssertionResult> {
    const { provider, account_id: accountId, address: to, workflow_id: expectedId } = assertion;
    const account = await this.table.account(provider, accountId);
    const configurations = account.configurations.filter((one) => one.organizationId === organizationId);
    const { decision, isStale } = await this.finder.find({ provider, accountId, to, toCountry: null }, configurations);
    const { outcome, workflow } = decision;
    const isUnavailable = account.freshness === 'unavailable';
    return {
      assertion,
      holds: decision.outcome === 'answered' && decision.workflow.id === expectedId,
      outcome,
      reason: decision.outcome === 'answered' ? null : isUnavailable ? 'routes_unavailable' : decision.reason,
      workflow: workflow && { id: workflow.id, name: workflow.name },
      isStale: isStale || account.freshness === 'stale',
    };
  }
}
