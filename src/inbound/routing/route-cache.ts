import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { RouteClock } from './route-clock.js';
import { accountKey, inboundKey, isStorable } from './route-key.js';
import { NO_NUMBER, RouteLoader } from './route-loader.js';
import { RouteMemory } from './route-memory.js';
import { RouteMetrics } from './route-metrics.js';
import { RouteReads } from './route-reads.js';
import type { Awaitable } from './route-table.js';
import { RouteTable } from './route-table.js';
import type { AccountLook, NumberLook } from './routes.js';

const NUMBER_UNAVAILABLE: NumberLook = { number: null, workflow: null, freshness: 'unavailable' };
const NOBODY: AccountLook = { configurations: [], freshness: 'fresh' };
const NOBODY_KNOWN: AccountLook = { configurations: [], freshness: 'stale' };
const ACCOUNT_UNAVAILABLE: AccountLook = { configurations: [], freshness: 'unavailable' };

/** Routes from memory; from the database when memory is not sure; and the last known ones when the database is away. */
@Injectable()
export class RouteCache extends RouteTable {
  private readonly maxAgeMs: number;

  constructor(
    config: AppConfig,
    private readonly memory: RouteMemory,
    private readonly loader: RouteLoader,
    private readonly reads: RouteReads,
    private readonly metrics: RouteMetrics,
    private readonly clock: RouteClock,
  ) {
    super();
    this.maxAgeMs = config.routes.snapshotMaxAgeMs;
  }

  account(provider: string, accountId: string): Awaitable<AccountLook> {
    const key = accountKey(provider, accountId);
    const now = this.clock.now();
    const entry = this.memory.account(key);
    if (entry?.knowledge.isFresh(now)) return this.hit(entry.look('fresh'));
    // As quick as for a known one: nobody can tell from the time it takes whether an account exists.
    if (!entry && (this.memory.allAccounts?.isFresh(now) || this.memory.isAbsent(key, now))) return this.hit(NOBODY);
    const account = { provider, accountId };
    if (!isStorable(account)) return NOBODY;
    return this.ask({
      key,
      read: () => this.loader.account(account),
      lastKnown: () => this.lastKnownAccount(key),
    });
  }

  number(provider: string, accountId: string, address: string): Awaitable<NumberLook> {
    const key = inboundKey(provider, accountId, address);
    const now = this.clock.now();
    const entry = this.memory.number(key);
    if (entry?.isFresh(now)) return this.hit(entry.look('fresh'));
    if (!entry && this.memory.isAbsent(key, now)) return this.hit(NO_NUMBER);
    const wanted = { provider, accountId, address };
    if (!isStorable(wanted)) return NO_NUMBER;
    return this.ask({
      key,
      read: () => this.loader.number(wanted),
      lastKnown: () => this.lastKnownNumber(key),
    });
  }

  private hit<T>(look: T): T {
    this.metrics.hits += 1;
    return look;
  }

  private ask<T extends AccountLook | NumberLook>(question: {
    key: string;
    read: () => Promise<T>;
    lastKnown: () => T;
  }): Awaitable<T> {
    const counted = (look: T): T => {
      if (look.freshness === 'fresh') this.metrics.misses += 1;
      else this.metrics.stale += 1;
      return look;
    };
    const answer = this.reads.ask(question);
    return answer instanceof Promise ? answer.then(counted) : counted(answer);
  }

  private lastKnownAccount(key: string): AccountLook {
    const now = this.clock.now();
    const entry = this.memory.account(key);
    if (entry && entry.knowledge.ageMs(now) <= this.maxAgeMs) return entry.look('stale');
    const { allAccounts } = this.memory;
    return !entry && allAccounts && allAccounts.ageMs(now) <= this.maxAgeMs ? NOBODY_KNOWN : ACCOUNT_UNAVAILABLE;
  }

  private lastKnownNumber(key: string): NumberLook {
    const entry = this.memory.number(key);
    return entry && entry.ageMs(this.clock.now()) <= this.maxAgeMs ? entry.look('stale') : NUMBER_UNAVAILABLE;
  }
}
