import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** With or without its padding: it is lost easily when it is copied. */
const KEY = /^[A-Za-z0-9+/]{43}=?$/;
const REMEMBERED_KEYS = 1_000;

/** Public keys as the portal shows them: the 32 bytes of an Ed25519 key (RFC 8032) in base64. */
export class TelnyxPublicKeys {
  private readonly parsed = new LRUCache<string, { key: KeyObject | null }>({ max: REMEMBERED_KEYS });

  /** The key behind a text; null when it is none. */
  get(text: string): KeyObject | null {
    const known = this.parsed.get(text);
    if (known) return known.key;
    const key = parse(text);
    this.parsed.set(text, { key });
    return key;
  }
}

function parse(text: string): KeyObject | null {
  if (!KEY.test(text)) return null;
  const x = Buffer.from(text, 'base64').toString('base64url');
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return null;
  }
}
