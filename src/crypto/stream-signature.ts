import type { Hmac } from 'node:crypto';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A signature that is made or checked piece by piece, and ended once. */
export class StreamSignature {
  private readonly hmacs: readonly Hmac[];

  /** @param keys the newest first: it signs, all of them verify */
  constructor(keys: readonly Buffer[]) {
    this.hmacs = keys.map((key) => createHmac('sha256', key));
  }

  update(piece: Buffer): void {
    for (const hmac of this.hmacs) hmac.update(piece);
  }

  /** The signature under the newest key, base64url. */
  sign(): string {
    return this.digests()[0]?.toString('base64url') ?? '';
  }

  /** Whether any key made the signature; in constant time. */
  verify(signature: string): boolean {
    const given = Buffer.from(signature, 'base64url');
    const results = this.digests().map((digest) => digest.length === given.length && timingSafeEqual(digest, given));
    return results.includes(true);
  }

  private digests(): Buffer[] {
    return this.hmacs.map((hmac) => hmac.digest());
  }
}
