import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readInboundEvent } from './twilio.inbound-event.js';
import { isSignatureOf } from './twilio.request-signature.js';

const SIGNATURE = 'x-twilio-signature';
const SHA1_IN_BASE64 = /^[A-Za-z\d+/]{27}=$/;
const OWN_HEADERS = [SIGNATURE, 'i-twilio-idempotency-token', 'x-home-region'];
/** Cloudonix names domains in the same field. */
const ACCOUNT_SID = /^AC[^.]*$/;

/**
 * Webhooks of Twilio: https://www.twilio.com/docs/usage/webhooks/webhooks-security. The scheme has no time and nothing
 * that is used once; a redelivery carries the same `i-twilio-idempotency-token`.
 */
@Injectable()
export class TwilioInboundWebhookStrategy extends InboundWebhookStrategy {
  readonly signsUrl = true;
  readonly decoy: SigningKey = { secret: randomBytes(16).toString('hex'), credentials: {} };

  recognises(request: InboundRequest): boolean {
    return (
      OWN_HEADERS.some((name) => request.header(name) !== undefined) ||
      (request.header('user-agent') ?? '').toLowerCase().includes('twilioproxy') ||
      (request.param('CallSid') !== undefined &&
        request.param('ApiVersion') !== undefined &&
        ACCOUNT_SID.test(request.param('AccountSid') ?? ''))
    );
  }

  read(request: InboundRequest): InboundEvent | null {
    return readInboundEvent(request);
  }

  verify(request: InboundRequest, key: SigningKey, url: string): Verification {
    const signature = request.header(SIGNATURE) ?? '';
    if (isSignatureOf(request, signature, key.secret, url)) return { isValid: true, nonces: [] };
    if (signature === '') return { isValid: false, fault: 'signature_missing' };
    return { isValid: false, fault: SHA1_IN_BASE64.test(signature) ? 'signature_wrong' : 'signature_malformed' };
  }
}
