import { Injectable } from '@nestjs/common';
import { parseTelephonyAddress } from '../../common/address/telephony-address.js';
import type { InboundCall } from '../../provider-sync/contract/inbound/inbound-event.js';
import { ProviderRegistry } from '../../provider-sync/registry/provider.registry.js';
import type { Awaitable } from '../routing/route-table.js';
import { RouteTable } from '../routing/route-table.js';
import type { ConfigurationRoute, NumberLook } from '../routing/routes.js';
import type { Decision } from './decide.js';
import { decide } from './decide.js';

/** What is looked for: the called address at one account. */
export type RouteQuery = Pick<InboundCall, 'accountId' | 'to' | 'toCountry'> & { provider: string };

/** A decision, the address that it was made for, and how sure it is. */
export interface FoundRoute {
  decision: Decision;
  /** Canonical; null when it cannot be read. */
  address: string | null;
  isStale: boolean;
}

/** What most carriers send, and what is stored: looked up as it is before it is parsed. */
const INTERNATIONAL = /^\+[1-9]\d{6,14}$/;

const NOT_LOOKED: NumberLook = { number: null, workflow: null, freshness: 'fresh' };

/** Finds who answers a call. The one way, for calls and for explanations. */
@Injectable()
export class RouteFinder {
  constructor(
    private readonly table: RouteTable,
    private readonly registry: ProviderRegistry,
  ) {}

  /** @param configurations those that the call may belong to */
  find(query: RouteQuery, configurations: readonly ConfigurationRoute[]): Awaitable<FoundRoute> {
    if (!INTERNATIONAL.test(query.to)) return this.findCanonical(query, configurations, null);
    return this.findAs(query.to, query, configurations, (found) =>
      found.decision.number === null ? this.findCanonical(query, configurations, found) : found,
    );
  }

  /** @param asSent what was found for the address as it was sent, if that was looked for */
  private findCanonical(
    query: RouteQuery,
    configurations: readonly ConfigurationRoute[],
    asSent: FoundRoute | null,
  ): Awaitable<FoundRoute> {
    const { addressTypes, acceptsPossibleNumbers } = this.registry.get(query.provider).metadata.capabilities;
    const options = { acceptedTypes: addressTypes, acceptsPossibleNumbers, countryCode: query.toCountry };
    const parsed = parseTelephonyAddress(query.to, options);
    if (!parsed.ok) {
      return { decision: decide({ address: null, look: NOT_LOOKED, configurations }), address: null, isStale: false };
    }
    if (asSent?.address === parsed.canonical) return asSent;
    return this.findAs(parsed.canonical, query, configurations, (found) => found);
  }

  private findAs(
    address: string,
    { provider, accountId }: RouteQuery,
    configurations: readonly ConfigurationRoute[],
    next: (found: FoundRoute) => Awaitable<FoundRoute>,
  ): Awaitable<FoundRoute> {
    const judge = (look: NumberLook): Awaitable<FoundRoute> =>
      next({ decision: decide({ address, look, configurations }), address, isStale: look.freshness === 'stale' });
    const look = this.table.number(provider, accountId, address);
    return look instanceof Promise ? look.then(judge) : judge(look);
  }
}
