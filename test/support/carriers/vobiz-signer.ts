import { createHmac } from 'node:crypto';

/** The headers of a signature of Vobiz. */
export interface VobizSignatures {
  v2: string;
  v3: string;
}

/**
 * Signs as Vobiz documents it: base64 of HMAC-SHA256 over the URL without its query, followed by the nonce (V2), or by
 * a dot and the nonce (V3).
 * @see https://www.vobiz.ai/docs/concepts/validating-callbacks
 */
export function signVobiz(url: string, nonces: VobizSignatures, authToken: string): VobizSignatures {
  const [base = ''] = url.split('?');
  const sign = (text: string): string => createHmac('sha256', authToken).update(text, 'utf8').digest('base64');
  return { v2: sign(`${base}${nonces.v2}`), v3: sign(`${base}.${nonces.v3}`) };
}
