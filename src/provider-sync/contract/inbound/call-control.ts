import type { ProviderCredentials } from '../credentials.js';
import type { CallAction, CallContext } from './call-action.js';
import type { CallStep } from './inbound-event.js';

/** What a command over a carrier's API is given. */
export interface ControlMeans {
  credentials: ProviderCredentials;
  context: CallContext;
  signal: AbortSignal;
}

/**
 * Answers calls over the API of a carrier that only announces them. What comes later is kept in the memo that the
 * carrier sends back, never in this process: the next event may reach another one.
 */
export abstract class CallControl {
  /**
   * Tells the carrier to do it. When it has thrown, the call still waits for an answer, or is over.
   * @throws ProviderError
   */
  abstract begin(action: CallAction, means: ControlMeans): Promise<void>;

  /** Goes on after a step; does nothing for steps of others. @throws ProviderError */
  abstract proceed(step: CallStep, means: ControlMeans): Promise<void>;

  /** Ends a call that nothing else can be done with. A call that is over already is no fault. @throws ProviderError */
  abstract hangUp(means: ControlMeans): Promise<void>;
}
