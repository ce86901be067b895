import type { ProviderCredentials } from './credentials.js';

/** What a configuration consists of, as far as its readiness depends on it. */
export interface SetupFacts {
  credentials: ProviderCredentials;
  activeNumbers: number;
  boundNumbers: number;
  hasDefaultCallerId: boolean;
  activeTrunks: number;
  /** Active numbers that name no trunk. */
  numbersWithoutTrunk: number;
}

/** One step of setting a configuration up. */
export interface SetupStep {
  /** Stable name, snake_case. */
  key: string;
  label: string;
  is_done: boolean;
  /** Whether outbound calls are impossible until it is done. */
  blocks_outbound: boolean;
  /** What to do; null when it is done. */
  detail: string | null;
}

/** The steps of a provider, in the order in which they are done. */
export interface SetupChecklist {
  steps(facts: SetupFacts): readonly SetupStep[];
}
