import { createHash, createHmac, randomUUID } from 'node:crypto';

/** What a token says, of which account and application; `payload` is what its hash is of. */
export interface VonageSignature {
  readonly secret: string;
  readonly apiKey: string;
  readonly applicationId: string | null;
  readonly payload: string | Buffer;
  /** Milliseconds. */
  readonly signedAt: number;
}

/** https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks, "Signed JWT payload". */
export function vonageClaims(signature: Omit<VonageSignature, 'secret'>): Record<string, unknown> {
  return {
    iat: Math.floor(signature.signedAt / 1000),
    jti: randomUUID(),
    iss: 'Vonage',
    payload_hash: createHash('sha256').update(signature.payload).digest('hex'),
    api_key: signature.apiKey,
    ...(signature.applicationId !== null && { application_id: signature.applicationId }),
  };
}

/** A JWT of any content; RFC 7515 §3.1, HS256. The official library signs outgoing requests only, with RS256. */
export function signVonageJwt(
  claims: unknown,
  secret: string | Buffer,
  header: unknown = { typ: 'JWT', alg: 'HS256' },
): string {
  const input = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function signVonageWebhook({ secret, ...signature }: VonageSignature): string {
  return signVonageJwt(vonageClaims(signature), secret);
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
