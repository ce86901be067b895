import type { AccountKey } from './route-rows.js';

/** The channel on which the triggers of the routing tables announce changes. */
export const ROUTE_CHANNEL = 'dialplane_routes';

/** What a statement has changed. */
export type RouteChange =
  { kind: 'number' | 'workflow'; ids: readonly number[] } | { kind: 'account'; account: AccountKey };

/** Reads an announcement: `number 7,8`, `workflow 9` or `account twilio AC…`. Null when it is none of these. */
export function parseRouteChange(payload: string): RouteChange | null {
  const [kind = '', ...rest] = payload.split(' ');
  if (kind === 'number' || kind === 'workflow') {
    const ids = (rest[0] ?? '').split(',').map(Number);
    return ids.every((id) => Number.isSafeInteger(id) && id > 0) ? { kind, ids } : null;
  }
  const [provider, ...accountId] = rest;
  if (kind !== 'account' || provider === undefined) return null;
  return { kind, account: { provider, accountId: accountId.join(' ') } };
}
