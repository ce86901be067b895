import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { AppConfig } from '../config/app-config.js';
import { KeyRing } from './key-ring.js';

function ringOf(...encryptionKeys: [Buffer, ...Buffer[]]): KeyRing {
  return new KeyRing({ encryptionKeys } as unknown as AppConfig);
}

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const ring = ringOf(NEW, OLD);
/** Lone surrogates have no UTF-8 and cannot come out of JSON over HTTP unharmed. */
const text = fc.string({ unit: 'binary', maxLength: 300 });

describe('sealing', () => {
  it('is undone by opening, with the same associated data', () => {
    fc.assert(
      fc.property(text, text, (plain, associated) => {
        expect(ring.open(ring.seal(plain, associated), associated)).toBe(plain);
      }),
    );
  });

  it('opens nowhere else', () => {
    fc.assert(
      fc.property(text, text, text, (plain, associated, other) => {
        fc.pre(associated !== other);
        const sealed = ring.seal(plain, associated);
        expect(() => ring.open(sealed, other)).toThrow();
      }),
    );
  });

  it('notices every changed bit, and every missing or surplus byte', () => {
    const sealed = ring.seal('a secret', 'row 1');
    for (let bit = 0; bit < sealed.ciphertext.length * 8; bit += 1) {
      const ciphertext = Buffer.from(sealed.ciphertext);
      ciphertext.writeUInt8(ciphertext.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => ring.open({ ...sealed, ciphertext }, 'row 1')).toThrow();
    }
    for (let length = 0; length < sealed.ciphertext.length; length += 1) {
      expect(() => ring.open({ ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) }, 'row 1')).toThrow();
    }
    const longer = Buffer.concat([sealed.ciphertext, Buffer.alloc(1)]);
    expect(() => ring.open({ ...sealed, ciphertext: longer }, 'row 1')).toThrow();
  });

  it('never gives the same ciphertext twice, nor one that shows the text', () => {
    const plain = 'a secret that is long enough to be found';
    const ciphertexts = Array.from({ length: 200 }, () => ring.seal(plain, '').ciphertext);
    expect(new Set(ciphertexts.map((ciphertext) => ciphertext.toString('hex'))).size).toBe(200);
    expect(new Set(ciphertexts.map((ciphertext) => ciphertext.subarray(0, 12).toString('hex'))).size).toBe(200);
    for (const ciphertext of ciphertexts) expect(ciphertext.includes(plain.slice(0, 8))).toBe(false);
  });

  it('uses the newest key, and opens with all of them', () => {
    const before = ringOf(OLD).seal('a secret', 'row 1');
    const after = ring.seal('a secret', 'row 1');
    expect(after.keyId).not.toBe(before.keyId);
    expect(ring.open(before, 'row 1')).toBe('a secret');
    expect(ringOf(NEW).open(after, 'row 1')).toBe('a secret');
    expect(() => ringOf(NEW).open(before, 'row 1')).toThrow(
      `No encryption key with id ${before.keyId}: add the key it was sealed with to ENCRYPTION_KEYS`,
    );
  });

  it('does not open with another key that claims to be the one', () => {
    const sealed = ringOf(OLD).seal('a secret', 'row 1');
    expect(() => ring.open({ ...sealed, keyId: ring.seal('', '').keyId }, 'row 1')).toThrow();
  });

  it('gives ids that say nothing of the key', () => {
    const { keyId } = ring.seal('', '');
    expect(keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(NEW.toString('hex')).not.toContain(keyId);
  });
});

describe('signing', () => {
  it('is verified for the same text only', () => {
    fc.assert(
      fc.property(text, text, (signed, other) => {
        const signature = ring.sign(signed);
        expect(signature).toMatch(/^[A-Za-z0-9_-]{16}$/);
        expect(ring.verify(signed, signature)).toBe(true);
        expect(ring.verify(other, signature)).toBe(other === signed);
      }),
    );
  });

  it('is verified by every key of the ring and by no other', () => {
    expect(ring.verify('text', ringOf(OLD).sign('text'))).toBe(true);
    expect(ringOf(OLD).verify('text', ring.sign('text'))).toBe(false);
  });

  it('refuses anything that is not a signature', () => {
    fc.assert(fc.property(text, (junk) => expect(ring.verify('text', junk)).toBe(junk === ring.sign('text'))));
    for (const junk of ['', 'A'.repeat(15), 'A'.repeat(17), ring.sign('text').repeat(2)]) {
      expect(ring.verify('text', junk)).toBe(false);
    }
  });

  it('and sealing do not share a key', () => {
    const { ciphertext, keyId } = ring.seal('text', '');
    expect([ciphertext.toString('base64url'), keyId].some((part) => part.includes(ring.sign('text')))).toBe(false);
  });
});
