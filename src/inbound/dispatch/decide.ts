import type { ConfigurationRoute, NumberLook, NumberRoute, WorkflowRoute } from '../routing/routes.js';
import type { RefusalReason } from './refusal-reason.js';

/** What is known when a decision is made. */
export interface RouteFacts {
  /** Canonical; null when the called address cannot be read. */
  address: string | null;
  look: NumberLook;
  /** The configurations that the call may belong to: those whose key has signed it. */
  configurations: readonly ConfigurationRoute[];
}

/** Who answers, or why nobody does. What was found on the way is named in both cases. */
export type Decision =
  | { outcome: 'answered'; number: NumberRoute; configuration: ConfigurationRoute; workflow: WorkflowRoute }
  | {
      outcome: 'refused';
      reason: RefusalReason;
      number: NumberRoute | null;
      configuration: ConfigurationRoute | null;
      workflow: WorkflowRoute | null;
    };

/** Which workflow answers a call. Pure; the dispatcher and the explanation of a route both ask here. */
export function decide({ address, look, configurations }: RouteFacts): Decision {
  if (address === null) return refused('address_unreadable');
  if (look.freshness === 'unavailable') return refused('routes_unavailable');
  const { number, workflow } = look;
  const configuration = configurations.find(({ id }) => id === number?.configurationId) ?? null;
  // A number of a configuration whose key has not signed the call is not there for this caller.
  if (number === null || configuration === null) return refused('number_unknown');
  const found = { number, configuration, workflow };
  if (!number.isActive) return refused('number_inactive', found);
  if (!configuration.isActive) return refused('configuration_inactive', found);
  if (workflow === null) return refused('number_unbound', found);
  if (!workflow.isActive) return refused('workflow_inactive', found);
  return { outcome: 'answered', number, configuration, workflow };
}

type Found = Pick<Decision, 'number' | 'configuration' | 'workflow'>;

const NOTHING: Found = { number: null, configuration: null, workflow: null };

function refused(reason: RefusalReason, found: Found = NOTHING): Decision {
  return { outcome: 'refused', reason, ...found };
}
