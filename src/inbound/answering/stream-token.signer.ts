import { Injectable } from '@nestjs/common';
import { createSigner } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import type { NumberRoute, WorkflowRoute } from '../routing/routes.js';

/** Long enough for a carrier to open the stream, short enough to be worth nothing afterwards. */
const LIFETIME_S = 300;

const MOST_SIGNERS = 10_000;

type Sign = (claims: Record<string, string | number>) => string;

/** What is hidden behind the prefix of a Standard Webhooks secret. */
function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/**
 * Makes the tokens with which an agent recognises the streams that were opened for it: a JWT (HS256) signed with the
 * bytes of the workflow's secret; `sub` is the call's id.
 */
@Injectable()
export class StreamTokenSigner {
  private readonly signers = new LRUCache<string, Sign>({ max: MOST_SIGNERS });

  /** @returns null for a workflow without a secret */
  token(callId: string, number: NumberRoute, workflow: WorkflowRoute): string | null {
    // During a rotation the agent is sure to know the older one.
    const secret = workflow.secrets().at(-1);
    if (secret === undefined) return null;
    const issuedAt = Math.floor(Date.now() / 1_000);
    return this.signer(secret)({
      iss: 'dialplane',
      sub: callId,
      number: number.id,
      workflow: workflow.id,
      organization: workflow.organizationId,
      iat: issuedAt,
      exp: issuedAt + LIFETIME_S,
    });
  }

  private signer(secret: string): Sign {
    const known = this.signers.get(secret);
    if (known) return known;
    const signer: Sign = createSigner({ key: keyOf(secret), algorithm: 'HS256' });
    this.signers.set(secret, signer);
    return signer;
  }
}
