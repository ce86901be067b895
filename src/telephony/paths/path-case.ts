import type { InboundWebhooks } from '../../provider-sync/contract/inbound-webhooks.js';
import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { PathFacts } from './path-facts.js';
import type { PathRepairs } from './path-repairs.js';

export type JudgedProvider = Pick<ProviderFacade, 'metadata' | 'sync' | 'application' | 'provisioning' | 'connection'>;

/** What one number is judged by. */
export interface PathCase {
  provider: JudgedProvider;
  /** Null while nobody has said under which URL carriers reach this service. */
  webhooks: InboundWebhooks | null;
  facts: PathFacts;
  repairs: PathRepairs;
}
