import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX_LENGTH = 11;
const PREFIX_LENGTH_OF_CHOSEN = 4;
const GENERATED_KEY = /^dp_[A-Za-z0-9_-]{43}$/;

/** A new key of 256 random bits: `dp_` and 43 characters of base64url. */
export function generateApiKey(): string {
  return `dp_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What is stored instead of the key. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The part that may be shown. Of a key that an operator chose less, since it may not be random. */
export function prefixOfApiKey(key: string): string {
  return key.slice(0, GENERATED_KEY.test(key) ? PREFIX_LENGTH : PREFIX_LENGTH_OF_CHOSEN);
}
