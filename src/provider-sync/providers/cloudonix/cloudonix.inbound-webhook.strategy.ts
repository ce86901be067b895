import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import { isEqual } from '../../contract/inbound/is-equal.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readInboundEvent } from './cloudonix.inbound-event.js';
import { requestFields } from './cloudonix.request-fields.js';

const API_KEY = 'x-cx-apikey';
const OWN_HEADERS = [API_KEY, 'x-cx-domain', 'x-cx-session', 'x-cx-source'];
const OWN_DOMAIN = /\.cloudonix\.net$/i;

/**
 * Webhooks of Cloudonix, which signs nothing: it shows the API key of the domain. Whoever has seen one request can send
 * any other, so only TLS protects it.
 */
@Injectable()
export class CloudonixInboundWebhookStrategy extends InboundWebhookStrategy {
  readonly signsUrl = false;
  readonly decoy: SigningKey = { secret: `XI${randomBytes(16).toString('hex')}`, credentials: {} };

  recognises(request: InboundRequest): boolean {
    if (OWN_HEADERS.some((name) => request.header(name) !== undefined)) return true;
    if ((request.header('user-agent') ?? '').toLowerCase().includes('cloudonix')) return true;
    const fields = requestFields(request);
    const hasSession = fields.text('SessionData') !== '' && fields.text('Domain') !== '';
    return hasSession || OWN_DOMAIN.test(fields.text('AccountSid'));
  }

  read(request: InboundRequest): InboundEvent | null {
    return readInboundEvent(request);
  }

  /** Hashes are compared, so that the time does not depend on the length of the key either. */
  verify(request: InboundRequest, key: SigningKey): Verification {
    const shown = request.header(API_KEY) ?? '';
    const isRight = isEqual(hash(shown), hash(key.secret));
    if (isRight && shown !== '') return { isValid: true, nonces: [] };
    return { isValid: false, fault: shown === '' ? 'signature_missing' : 'signature_wrong' };
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
