import { generateKeyPairSync } from 'node:crypto';

export interface VonageKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Always a new one, so that no private key lies in the repository. */
export function newVonageKeyPair(): VonageKeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
