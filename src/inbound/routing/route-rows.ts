import type { AnyTarget } from '../../workflows/targets/any-target.js';

/** What is kept of a configuration. Secrets are sealed, and only opened where they are used. */
export interface ConfigurationRow {
  id: number;
  organizationId: number;
  provider: string;
  accountId: string;
  isActive: boolean;
  credentialsKeyId: string;
  credentialsCiphertext: Buffer;
  secondaryKeyId: string | null;
  secondaryCiphertext: Buffer | null;
}

/** What is kept of a workflow. */
export interface WorkflowRow {
  id: number;
  version: number;
  organizationId: number;
  name: string;
  isActive: boolean;
  target: AnyTarget;
  fallbackTarget: AnyTarget | null;
  signingKeyId: string | null;
  signingCiphertext: Buffer | null;
}

/** What is kept of a phone number. */
export interface NumberRow {
  id: number;
  version: number;
  organizationId: number;
  configurationId: number;
  provider: string;
  accountId: string;
  /** Canonical. */
  address: string;
  workflowId: number | null;
  isActive: boolean;
}

/** A number with the workflow that it is bound to. */
export interface BoundNumber {
  number: NumberRow;
  workflow: WorkflowRow | null;
}

/** The three parts of an inbound key. */
export interface InboundKey {
  provider: string;
  accountId: string;
  address: string;
}

/** What a webhook names its account by. */
export type AccountKey = Pick<InboundKey, 'provider' | 'accountId'>;
