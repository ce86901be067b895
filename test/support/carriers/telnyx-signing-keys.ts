import type { KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

/** RFC 8410: what stands before the 32 bytes of a private Ed25519 key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeys = new Map<string, KeyObject>();

/** Makes a signing key and answers its public half: the 32 bytes in base64, as the portal shows them. */
export function newTelnyxSigningKey(): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const shown = Buffer.from(x, 'base64url').toString('base64');
  privateKeys.set(shown, privateKey);
  return shown;
}

/**
 * Signs as the document says: Ed25519 over the timestamp, a bar and the body.
 * https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
 * @param publicKey one made here; any other text stands for a key of somebody else
 * @param timestamp seconds since 1970
 */
export function telnyxSignature(publicKey: string, timestamp: string, body: string): string {
  const key = privateKeys.get(publicKey) ?? foreignKey(publicKey);
  return sign(null, Buffer.from(`${timestamp}|${body}`, 'utf8'), key).toString('base64');
}

function foreignKey(text: string): KeyObject {
  const seed = createHash('sha256').update(text).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}
