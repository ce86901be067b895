import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readWebhook, webhookFields } from './vonage.inbound-event.js';
import { verifyWebhookSignature } from './vonage.signature.js';
import { webhookClaims } from './vonage.webhook-token.js';

/** Signed webhooks of the Vonage Voice API. */
@Injectable()
export class VonageInboundWebhookStrategy extends InboundWebhookStrategy {
  /** The token covers the payload: the body, or the parameters of a GET. */
  readonly signsUrl = false;

  readonly decoy: SigningKey = { secret: randomBytes(32).toString('hex'), credentials: {} };

  recognises(request: InboundRequest): boolean {
    const claims = webhookClaims(request);
    if (typeof claims['api_key'] === 'string' || typeof claims['application_id'] === 'string') return true;
    const fields = webhookFields(request);
    return ['uuid', 'conversation_uuid', 'from', 'to'].every((name) => fields.text(name) !== '');
  }

  read(request: InboundRequest): InboundEvent | null {
    return readWebhook(request);
  }

  verify(request: InboundRequest, key: SigningKey, _url: string, now: number): Verification {
    return verifyWebhookSignature(request, key, now);
  }
}
