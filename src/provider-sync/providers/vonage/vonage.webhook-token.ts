import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { JsonObject } from '../../contract/json-shape.js';
import { isJsonObject } from '../../contract/json-shape.js';

/** The JWT of a webhook in its parts. To be believed only after its signature was checked. */
export interface VonageWebhookToken {
  header: JsonObject;
  claims: JsonObject;
  /** What is signed: header and claims, as they were sent. */
  input: string;
  /** As it was sent, base64url without padding. */
  signature: string;
}

const BEARER = /^Bearer +(\S+)$/i;
const COMPACT_JWS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** The text after `Authorization: Bearer`; null when the webhook has no such header. */
export function bearerText(request: InboundRequest): string | null {
  return BEARER.exec(request.header('authorization') ?? '')?.[1] ?? null;
}

/** A JWT in compact form (RFC 7515 §3.1); null for anything else. Never throws. */
export function parseWebhookToken(text: string): VonageWebhookToken | null {
  const [, headerPart = '', claimsPart = '', signature = ''] = COMPACT_JWS.exec(text) ?? [];
  const header = parsePart(headerPart);
  const claims = parsePart(claimsPart);
  return header && claims && { header, claims, input: `${headerPart}.${claimsPart}`, signature };
}

/** Claims of the token that came with a webhook, not verified; empty when there is none. */
export function webhookClaims(request: InboundRequest): JsonObject {
  return parseWebhookToken(bearerText(request) ?? '')?.claims ?? {};
}

function parsePart(part: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
