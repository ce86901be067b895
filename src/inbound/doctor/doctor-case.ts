import type { InboundRequest } from '../../provider-sync/contract/inbound/inbound-request.js';
import type { InboundWebhookStrategy } from '../../provider-sync/contract/inbound/inbound-webhook.strategy.js';
import type { SuspectKey } from './suspect-key.js';
import type { UrlFacts } from './url-spellings.js';

/** A request that is to be looked into, and everything that may have to do with its signature. */
export interface DoctorCase {
  strategy: InboundWebhookStrategy;
  /** By which webhooks name the account of the configuration. */
  accountId: string;
  /** What the carrier is called in messages. */
  displayName: string;
  /** Label of the credential that requests are signed with. */
  secretLabel: string;
  request: InboundRequest;
  urls: Omit<UrlFacts, 'target' | 'headers'>;
  /** The URL that the signature is checked against, as the verifier makes it. */
  expectedUrl: string;
  /** When the request arrived, milliseconds since 1970. */
  receivedAt: number;
  /** Those that verify requests: the primary first; at least one. */
  accepted: readonly SuspectKey[];
  /** Those of the organization's other configurations of the provider. */
  others: readonly SuspectKey[];
}
