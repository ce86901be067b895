import { createHash, createHmac } from 'node:crypto';
import type { InboundParams, InboundRequest } from '../../contract/inbound/inbound-request.js';
import { isEqual } from '../../contract/inbound/is-equal.js';
import { urlSpellings } from './twilio.url-spellings.js';

/** Where Twilio puts the hash of a body that is no form. */
const BODY_HASH = 'bodySHA256';

/**
 * Whether a signature is that of a request: the Base64 of the HMAC-SHA1, by the Auth Token, of the URL followed by the
 * names and values of the form, sorted by name; of a body that is no form, the URL holds the SHA-256.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * @param url as Twilio was told it, with the query as it was received
 */
export function isSignatureOf(request: InboundRequest, signature: string, authToken: string, url: string): boolean {
  const hasBodyHash = url.includes(BODY_HASH);
  const isBodyRight = !hasBodyHash || isHashOf(request.rawBody, url);
  return isSigned(url, hasBodyHash ? '' : concatenated(request.form), signature, authToken) && isBodyRight;
}

/** Tries every spelling unless one fits, so that all requests that are refused cost the same. */
function isSigned(url: string, fields: string, signature: string, authToken: string): boolean {
  const given = Buffer.from(signature);
  const tried = new Set<string>();
  for (const spelling of urlSpellings(url)) {
    if (tried.has(spelling)) continue;
    tried.add(spelling);
    const expected = createHmac('sha1', authToken)
      .update(spelling + fields)
      .digest('base64');
    if (isEqual(given, Buffer.from(expected))) return true;
  }
  return false;
}

/** Values of a name that is sent more than once are sorted, and each counts once. */
function concatenated(form: InboundParams): string {
  let text = '';
  for (const name of Object.keys(form).sort()) {
    const value = form[name] ?? '';
    if (typeof value === 'string') text += name + value;
    else for (const one of [...new Set(value)].sort()) text += name + one;
  }
  return text;
}

/** Twilio's own validators take an empty body for an empty object. */
function isHashOf(body: Buffer, url: string): boolean {
  const given = URL.parse(url)?.searchParams.get(BODY_HASH) ?? '';
  const expected = createHash('sha256')
    .update(body.length === 0 ? '{}' : body)
    .digest('hex');
  return isEqual(Buffer.from(given), Buffer.from(expected));
}
