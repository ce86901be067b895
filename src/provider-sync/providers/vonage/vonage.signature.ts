import { createHash, createHmac } from 'node:crypto';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { isEqual } from '../../contract/inbound/is-equal.js';
import type { SignatureFault, SigningKey, Verification } from '../../contract/inbound/verification.js';
import type { JsonObject } from '../../contract/json-shape.js';
import type { VonageWebhookToken } from './vonage.webhook-token.js';
import { bearerText, parseWebhookToken } from './vonage.webhook-token.js';

/** How far the time of issue may be from ours, both ways: clocks differ. Vonage names no limit. */
const WINDOW_SECONDS = 300;
const LONGEST_NONCE = 255;

const ISSUER = 'Vonage';

/** Of the size of a real one. Verified where a webhook has none, so that it takes the same time. */
const PLACEHOLDER: VonageWebhookToken = {
  header: { alg: 'HS256', typ: 'JWT' },
  claims: {
    payload_hash: '0'.repeat(64),
    jti: '0'.repeat(36),
    application_id: '0'.repeat(36),
    padding: '0'.repeat(80),
  },
  input: '0'.repeat(430),
  signature: '0'.repeat(43),
};

const PLACEHOLDER_TEXT = [PLACEHOLDER.header, PLACEHOLDER.claims]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat(PLACEHOLDER.signature)
  .join('.');

/**
 * Checks the JWT of a signed webhook: HS256 with the account's signature secret, the hash of the payload, the account,
 * the application and the time. https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
 * @param now milliseconds since 1970
 */
export function verifyWebhookSignature(request: InboundRequest, key: SigningKey, now: number): Verification {
  const text = bearerText(request);
  const parsed = parseWebhookToken(text ?? PLACEHOLDER_TEXT);
  const token = parsed ?? PLACEHOLDER;
  const isSigned = isSameText(token.signature, hmac(key.secret, token.input));
  const isOfPayload = isSameText(textClaim(token.claims, 'payload_hash'), payloadHash(request));
  if (text === null) return invalid('signature_missing');
  if (parsed?.header['alg'] !== 'HS256') return invalid('signature_malformed');
  // An unknown extension that must be understood (RFC 7515 §4.1.11): there is none that Vonage documents.
  if (parsed.header['crit'] !== undefined) return invalid('signature_malformed');
  if (!isSigned || !isOfPayload) return invalid('signature_wrong');
  return verifyClaims(parsed.claims, key, Math.floor(now / 1000));
}

/** What the signature says, once it is known to be right. */
function verifyClaims(claims: JsonObject, key: SigningKey, nowSeconds: number): Verification {
  const nonce = textClaim(claims, 'jti');
  if (claims['iss'] !== ISSUER || nonce === '' || nonce.length > LONGEST_NONCE) return invalid('signature_malformed');
  if (claims['api_key'] !== key.credentials['api_key']) return invalid('signature_foreign');
  // "Optional": there only when an application was used.
  const { application_id: applicationId = key.credentials['application_id'] } = claims;
  if (applicationId !== key.credentials['application_id']) return invalid('signature_foreign');
  const fault = timeFault(claims, nowSeconds);
  return fault === null ? { isValid: true, nonces: [nonce] } : invalid(fault);
}

/** Vonage sends `iat` only; the other times of RFC 7519 count where they are there. */
function timeFault(claims: JsonObject, nowSeconds: number): SignatureFault | null {
  const { iat, nbf = nowSeconds, exp = Infinity } = claims;
  if (typeof iat !== 'number' || typeof nbf !== 'number' || typeof exp !== 'number') return 'signature_malformed';
  const isTimely = Math.abs(nowSeconds - iat) <= WINDOW_SECONDS && nbf <= nowSeconds && nowSeconds < exp;
  return isTimely ? null : 'signature_expired';
}

/**
 * "Create an object of the search/query parameters for GET or the request body for POST […] convert that object to a
 * JSON string", without white space. Bodies are sent as such a string, so the bytes themselves are hashed.
 * https://api.support.vonage.com/hc/en-us/articles/19033783342876
 */
function payloadHash(request: InboundRequest): string {
  const payload = request.method === 'GET' ? JSON.stringify(request.query) : request.rawBody;
  return createHash('sha256').update(payload).digest('hex');
}

function hmac(secret: string, input: string): string {
  return createHmac('sha256', secret).update(input).digest('base64url');
}

/** Compares the texts, not the bytes they stand for: base64url can write the same bytes in several ways. */
function isSameText(a: string, b: string): boolean {
  return isEqual(Buffer.from(a), Buffer.from(b));
}

function textClaim(claims: JsonObject, name: string): string {
  const value = claims[name];
  return typeof value === 'string' ? value : '';
}

function invalid(fault: SignatureFault): Verification {
  return { isValid: false, fault };
}
