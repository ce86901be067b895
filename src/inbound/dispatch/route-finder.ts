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
    const address = this.canonical(query);
    const found = (look: NumberLook): FoundRoute => ({
      decision: decide({ address, look, configurations }),
      address,
      isStale: look.freshness === 'stale',
    });
    if (address === null) return found(NOT_LOOKED);
    const look = this.table.number(query.provider, query.accountId, address);
    return look instanceof Promise ? look.then(found) : found(look);
  }

  /** Most carriers send what is stored; only other spellings are parsed. */
  private canonical({ provider, accountId, to, toCountry }: RouteQuery): string | null {
    if (this.table.holds(provider, accountId, to)) return to;
    const { addressTypes, acceptsPossibleNumbers } = this.registry.get(provider).metadata.capabilities;
    const options = { acceptedTypes: addressTypes, acceptsPossibleNumbers, countryCode: toCountry };
    const parsed = parseTelephonyAddress(to, options);
    return parsed.ok ? parsed.canonical : null;
  }
}
