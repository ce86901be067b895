import type { KeyObject } from 'node:crypto';
import { verify } from 'node:crypto';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { SignatureFault } from '../../contract/inbound/verification.js';

const SIGNATURE_HEADER = 'telnyx-signature-ed25519';
const TIMESTAMP_HEADER = 'telnyx-timestamp';

/** The 64 bytes of an Ed25519 signature in base64 with its padding. */
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
const TIMESTAMP = /^\d+$/;

const TOLERANCE_S = 300;

/** Is checked where there is no signature, and belongs to no text. */
const NO_SIGNATURE = Buffer.alloc(64);

export function isSigned(request: InboundRequest): boolean {
  return request.header(SIGNATURE_HEADER) !== undefined;
}

/**
 * Checks the Ed25519 signature over `timestamp|body`, and that it is at most 300 seconds from now.
 * @param key of the account; the decoy when its text is no key, so that the work is the same
 * @param now milliseconds since 1970
 * @returns null when it is right
 * @see https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks
 */
export function findSignatureFault(request: InboundRequest, key: KeyObject, now: number): SignatureFault | null {
  const signature = request.header(SIGNATURE_HEADER);
  const timestamp = request.header(TIMESTAMP_HEADER);
  const isReadable = SIGNATURE.test(signature ?? '') && isTimestamp(timestamp ?? '');
  const signed = Buffer.concat([Buffer.from(`${timestamp ?? ''}|`), request.rawBody]);
  const bytes = isReadable ? Buffer.from(signature ?? '', 'base64') : NO_SIGNATURE;
  const isRight = verify(null, signed, key, bytes);
  if (!signature || !timestamp) return 'signature_missing';
  if (!isReadable) return 'signature_malformed';
  if (!isRight) return 'signature_wrong';
  return Math.abs(Math.floor(now / 1_000) - Number(timestamp)) > TOLERANCE_S ? 'signature_expired' : null;
}

function isTimestamp(text: string): boolean {
  return TIMESTAMP.test(text) && Number.isSafeInteger(Number(text));
}
