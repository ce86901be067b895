import type { AccountLook, NumberLook } from './routes.js';

/** A value when it is in memory, so that a call need not wait; a promise when the database has to be asked. */
export type Awaitable<T> = T | Promise<T>;

/** Where calls are looked up. Never throws: a database that is away shows in the freshness. */
export abstract class RouteTable {
  /** The configurations that an account id in a webhook can mean. */
  abstract account(provider: string, accountId: string): Awaitable<AccountLook>;

  /** @param address canonical */
  abstract number(provider: string, accountId: string, address: string): Awaitable<NumberLook>;
}
