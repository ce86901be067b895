import { generateKeyPairSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { InboundEvent } from '../../contract/inbound/inbound-event.js';
import type { InboundRequest } from '../../contract/inbound/inbound-request.js';
import { InboundWebhookStrategy } from '../../contract/inbound/inbound-webhook.strategy.js';
import type { SigningKey, Verification } from '../../contract/inbound/verification.js';
import { readTelnyxEvent, telnyxEventOf } from './telnyx.call-event.js';
import { TelnyxPublicKeys } from './telnyx.public-keys.js';
import { findSignatureFault, isSigned } from './telnyx.signature.js';

/** Webhooks of version 2: JSON, signed by Telnyx with the key of the account. */
@Injectable()
export class TelnyxInboundWebhookStrategy extends InboundWebhookStrategy {
  readonly signsUrl = false;
  readonly decoy: SigningKey;

  private readonly keys = new TelnyxPublicKeys();
  /** Its private half is forgotten at once. */
  private readonly decoyKey = generateKeyPairSync('ed25519').publicKey;

  constructor() {
    super();
    const { x = '' } = this.decoyKey.export({ format: 'jwk' });
    this.decoy = { secret: Buffer.from(x, 'base64url').toString('base64'), credentials: {} };
  }

  recognises(request: InboundRequest): boolean {
    return isSigned(request) || telnyxEventOf(request.json) !== null;
  }

  read(request: InboundRequest): InboundEvent | null {
    const event = telnyxEventOf(request.json);
    return event && readTelnyxEvent(event);
  }

  /** The scheme has nothing that is used once: what is replayed within its 300 seconds names a call that is known by then. */
  verify(request: InboundRequest, { secret }: SigningKey, _url: string, now: number): Verification {
    const key = this.keys.get(secret);
    const fault = findSignatureFault(request, key ?? this.decoyKey, now);
    return fault === null ? { isValid: true, nonces: [] } : { isValid: false, fault };
  }
}
