import type { AccountKey, InboundKey } from './route-rows.js';

/** The columns hold 255 characters, of up to two UTF-16 units each. */
const LONGEST = 510;

/** One text for the three parts of an inbound key; different keys never have the same. */
export function inboundKey(provider: string, accountId: string, address: string): string {
  return `${provider.length}|${accountId.length}|${provider}${accountId}${address}`;
}

/** One text for an account; different accounts never have the same, nor has an inbound key. */
export function accountKey(provider: string, accountId: string): string {
  return `@${provider.length}|${provider}${accountId}`;
}

/** Whether a key can be in the database at all. What cannot is neither asked for nor remembered. */
export function isStorable(key: AccountKey & Partial<InboundKey>): boolean {
  return isText(key.provider) && isText(key.accountId) && isText(key.address ?? '');
}

function isText(value: string): boolean {
  return value.length <= LONGEST && !value.includes('\0') && value.isWellFormed();
}
