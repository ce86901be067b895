import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import { isEqual } from '../../contract/inbound/is-equal.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readPlivoEvent } from './plivo.inbound-reader.js';
import { plivoSignature } from './plivo.signature.js';

/** The second one is made with the token of the main account, also for webhooks of a subaccount. */
const SIGNATURES = ['x-plivo-signature-v3', 'x-plivo-signature-ma-v3'];
const NONCE_HEADER = 'x-plivo-signature-v3-nonce';
/** Without a dot: the one before the nonce must be the last of the signed text, or the end of a field could pass for a nonce. */
const NONCE = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;
const BASE64_OF_SHA256 = /^[A-Za-z0-9+/]{43}=$/;

/** Webhooks of Plivo, signed by scheme V3; see README.md. */
@Injectable()
export class PlivoInboundWebhookStrategy extends InboundWebhookStrategy {
  readonly signsUrl = true;
  readonly decoy: SigningKey = { secret: randomBytes(30).toString('base64'), credentials: {} };

  recognises(request: InboundRequest): boolean {
    const isSigned = SIGNATURES.some((name) => request.header(name) !== undefined);
    return isSigned && request.param('CallUUID') !== undefined;
  }

  read(request: InboundRequest): InboundEvent | null {
    return readPlivoEvent(request);
  }

  verify(request: InboundRequest, { secret }: SigningKey, url: string): Verification {
    const nonce = request.header(NONCE_HEADER) ?? '';
    const signatures = SIGNATURES.flatMap((name) => listed(request.header(name)));
    const expected = Buffer.from(plivoSignature(request, secret, url, nonce));
    // Each is compared, so that the time does not tell which of them is right.
    const matches = signatures.filter((signature) => isEqual(Buffer.from(signature), expected));
    if (signatures.length === 0) return { isValid: false, fault: 'signature_missing' };
    if (!NONCE.test(nonce) || !signatures.some((text) => BASE64_OF_SHA256.test(text))) {
      return { isValid: false, fault: 'signature_malformed' };
    }
    return matches.length > 0 ? { isValid: true, nonces: [nonce] } : { isValid: false, fault: 'signature_wrong' };
  }
}

/** An account with several Auth Tokens signs with each of them, and sends the signatures as a list. */
function listed(header = ''): string[] {
  return header
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}
