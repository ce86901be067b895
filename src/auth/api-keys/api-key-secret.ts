import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX_LENGTH = 11;

/** A new key of 256 random bits: `dp_` and 43 characters of base64url. */
export function generateApiKey(): string {
  return `dp_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What is stored instead of the key. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The part that may be shown. */
export function prefixOfApiKey(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}
