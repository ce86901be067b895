import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyRing } from '../../crypto/key-ring.js';
import type { Workflow } from '../workflow.entity.js';

const SECRET_BYTES = 32;

type SealedSecrets = Pick<Workflow, 'signingKeyId' | 'signingCiphertext'>;

/** The secrets with which what is said to a workflow's endpoint or agent is signed, at rest: sealed for one organization. */
@Injectable()
export class WorkflowSecretVault {
  constructor(private readonly keys: KeyRing) {}

  /** In the form of Standard Webhooks: `whsec_` and 32 random bytes in base64. */
  make(): string {
    return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  }

  /** @param secrets the newest first */
  seal(organizationId: number, secrets: readonly string[]): { signingKeyId: string; signingCiphertext: Buffer } {
    const { keyId, ciphertext } = this.keys.seal(JSON.stringify(secrets), associatedData(organizationId));
    return { signingKeyId: keyId, signingCiphertext: ciphertext };
  }

  /** The newest first; empty when there are none. */
  open({ organizationId, signingKeyId, signingCiphertext }: SealedSecrets & { organizationId: number }): string[] {
    if (signingKeyId === null || signingCiphertext === null) return [];
    const sealed = { keyId: signingKeyId, ciphertext: signingCiphertext };
    return JSON.parse(this.keys.open(sealed, associatedData(organizationId))) as string[];
  }
}

function associatedData(organizationId: number): string {
  return `workflow-signing|${organizationId}`;
}
