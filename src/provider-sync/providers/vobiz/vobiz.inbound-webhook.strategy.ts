import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import { isEqual } from '../../contract/inbound/is-equal.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readVobizEvent } from './vobiz.inbound-reader.js';
import type { VobizScheme } from './vobiz.signature.js';
import { vobizSignature } from './vobiz.signature.js';

/** Without a dot: with one in front, the signature of V3 would be one of V2 with another nonce. */
const NONCE = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;
const BASE64_OF_SHA256 = /^[A-Za-z0-9+/]{43}=$/;

/** Webhooks of Vobiz, signed by scheme V3 or V2; see README.md. */
@Injectable()
export class VobizInboundWebhookStrategy extends InboundWebhookStrategy {
  readonly signsUrl = true;
  readonly decoy: SigningKey = { secret: randomBytes(30).toString('base64'), credentials: {} };

  recognises(request: InboundRequest): boolean {
    const isSigned = (['v3', 'v2'] as const).some((scheme) => signatures(request, scheme).length > 0);
    return isSigned || (request.header('user-agent') ?? '').toLowerCase().includes('vobiz');
  }

  read(request: InboundRequest): InboundEvent | null {
    return readVobizEvent(request);
  }

  verify(request: InboundRequest, { secret }: SigningKey, url: string): Verification {
    // Vobiz sends both; the older one counts only where the newer one is missing.
    const scheme = signatures(request, 'v3').length === 0 && signatures(request, 'v2').length > 0 ? 'v2' : 'v3';
    const offered = signatures(request, scheme);
    const nonce = nonces(request, scheme)[0] ?? '';
    const expected = Buffer.from(vobizSignature(scheme, secret, url, nonce));
    // Each is compared, so that the time does not tell which of them is right.
    const matches = offered.filter((signature) => isEqual(Buffer.from(signature), expected));
    if (offered.length === 0) return { isValid: false, fault: 'signature_missing' };
    if (!NONCE.test(nonce) || !offered.some((text) => BASE64_OF_SHA256.test(text))) {
      return { isValid: false, fault: 'signature_malformed' };
    }
    if (matches.length === 0) return { isValid: false, fault: 'signature_wrong' };
    // Whoever has seen this request could send its V2 signature, without the one that was used.
    return { isValid: true, nonces: [nonce, ...(scheme === 'v3' ? nonces(request, 'v2') : [])] };
  }
}

/** With the token of the account, and with that of the main account, which signs for its subaccounts too. */
function signatures(request: InboundRequest, scheme: VobizScheme): string[] {
  const sent = [request.header(`x-vobiz-signature-${scheme}`), request.header(`x-vobiz-signature-ma-${scheme}`)];
  return sent.flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
}

function nonces(request: InboundRequest, scheme: VobizScheme): string[] {
  const nonce = request.header(`x-vobiz-signature-${scheme}-nonce`);
  return nonce === undefined ? [] : [nonce];
}
