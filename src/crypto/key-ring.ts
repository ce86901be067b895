import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { StreamSignature } from './stream-signature.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SIGNATURE_BYTES = 12;

/** A ciphertext and the id of the key that made it. */
export interface Sealed {
  keyId: string;
  /** nonce (12) ‖ AES-256-GCM ciphertext ‖ tag (16) */
  ciphertext: Buffer;
}

interface RingKey {
  id: string;
  encryption: Buffer;
  signing: Buffer;
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `dialplane/${purpose}`, 32));
}

/**
 * The installation's keys: seals what must not be readable in the database, and signs what leaves and comes back, such
 * as cursors. The newest key seals; all of them open, so a rotation needs no downtime.
 */
@Injectable()
export class KeyRing {
  private readonly newest: RingKey;
  private readonly byId: ReadonlyMap<string, RingKey>;

  constructor(config: AppConfig) {
    const [newest, ...older] = config.encryptionKeys;
    const keys = [newest, ...older].map((key) => ({
      id: createHash('sha256').update(key).digest('hex').slice(0, 16),
      encryption: derive(key, 'encryption'),
      signing: derive(key, 'signing'),
    }));
    this.newest = keys[0] as RingKey;
    this.byId = new Map(keys.map((key) => [key.id, key]));
  }

  /** @param associatedData binds the ciphertext to its row: it opens nowhere else. */
  seal(plaintext: string, associatedData: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.newest.encryption, nonce).setAAD(Buffer.from(associatedData));
    const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return { keyId: this.newest.id, ciphertext: Buffer.concat([nonce, body, cipher.getAuthTag()]) };
  }

  /** @throws Error when the key is not in the ring, or the ciphertext was changed or belongs to another row */
  open(sealed: Sealed, associatedData: string): string {
    const key = this.byId.get(sealed.keyId);
    if (!key)
      throw new Error(`No encryption key with id ${sealed.keyId}: add the key it was sealed with to ENCRYPTION_KEYS`);
    const nonce = sealed.ciphertext.subarray(0, NONCE_BYTES);
    const tag = sealed.ciphertext.subarray(-TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key.encryption, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(associatedData))
      .setAuthTag(tag);
    const body = sealed.ciphertext.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  /** Whether the ring has the key with this id. */
  has(keyId: string): boolean {
    return this.byId.has(keyId);
  }

  /** A short signature (96 bits, base64url) under the newest key. */
  sign(text: string): string {
    return this.signature(this.newest, text).toString('base64url');
  }

  /** Whether any key of the ring made the signature; in constant time. */
  verify(text: string, signature: string): boolean {
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== SIGNATURE_BYTES) return false;
    return [...this.byId.values()].some((key) => timingSafeEqual(this.signature(key, text), given));
  }

  /**
   * A signature (256 bits) over more than fits in memory, under keys of its own.
   * @param purpose what is signed for one does not count for another
   */
  streamSignature(purpose: string): StreamSignature {
    const keys = [...this.byId.values()].map((key) => derive(key.signing, `stream/${purpose}`));
    return new StreamSignature(keys);
  }

  private signature(key: RingKey, text: string): Buffer {
    return createHmac('sha256', key.signing).update(text).digest().subarray(0, SIGNATURE_BYTES);
  }
}
