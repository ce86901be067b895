const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** The keys of an `ENCRYPTION_KEYS` list, newest first; undefined when one of them is not a base64 key of 32 bytes. */
export function parseEncryptionKeys(list: string): Buffer[] | undefined {
  const parts = list.split(',').map((part) => part.trim());
  const keys = parts.filter((part) => BASE64.test(part)).map((part) => Buffer.from(part, 'base64'));
  return keys.length === parts.length && keys.every((key) => key.length === KEY_BYTES) ? keys : undefined;
}
