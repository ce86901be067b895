import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { AppConfig } from '../config/app-config.js';
import { KeyRing } from './key-ring.js';
import type { StreamSignature } from './stream-signature.js';

function ringOf(...encryptionKeys: [Buffer, ...Buffer[]]): KeyRing {
  return new KeyRing({ encryptionKeys } as unknown as AppConfig);
}

const [OLD, NEW] = [randomBytes(32), randomBytes(32)];
const ring = ringOf(NEW, OLD);

function over(signature: StreamSignature, ...pieces: Uint8Array[]): StreamSignature {
  for (const piece of pieces) signature.update(Buffer.from(piece));
  return signature;
}

describe('a signature over a stream', () => {
  it('depends on the bytes, not on the pieces that they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), fc.uint8Array({ maxLength: 60 }), (pieces, other) => {
        const whole = Buffer.concat(pieces);
        const signature = over(ring.streamSignature('a'), ...pieces).sign();
        expect(signature).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(over(ring.streamSignature('a'), whole).verify(signature)).toBe(true);
        expect(over(ring.streamSignature('a'), other).verify(signature)).toBe(whole.equals(other));
      }),
    );
  });

  it('is verified by every key of the ring and by no other', () => {
    const old = over(ringOf(OLD).streamSignature('a'), Buffer.from('text')).sign();
    expect(over(ring.streamSignature('a'), Buffer.from('text')).verify(old)).toBe(true);
    expect(over(ringOf(NEW).streamSignature('a'), Buffer.from('text')).verify(old)).toBe(false);
  });

  it('counts for its purpose alone', () => {
    const signature = over(ring.streamSignature('a'), Buffer.from('text')).sign();
    expect(over(ring.streamSignature('b'), Buffer.from('text')).verify(signature)).toBe(false);
    expect(ring.verify('text', signature.slice(0, 16))).toBe(false);
  });

  it('refuses anything that is not a signature', () => {
    fc.assert(
      fc.property(fc.string(), (junk) => {
        expect(ring.streamSignature('a').verify(junk)).toBe(false);
      }),
    );
  });
});
