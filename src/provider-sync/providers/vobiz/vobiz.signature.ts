import { createHmac } from 'node:crypto';

/** Between the URL and the nonce, by scheme. */
const JOINTS = { v3: '.', v2: '' } as const;

export type VobizScheme = keyof typeof JOINTS;

/**
 * Base64 of the HMAC-SHA256 that Vobiz signs a webhook with: over the URL without its query, and the nonce. Neither the
 * query nor the body is covered.
 * @see https://www.vobiz.ai/docs/concepts/validating-callbacks
 */
export function vobizSignature(scheme: VobizScheme, authToken: string, url: string, nonce: string): string {
  const address = url.replace(/[?#].*$/s, '');
  return createHmac('sha256', authToken)
    .update(address + JOINTS[scheme] + nonce)
    .digest('base64');
}
