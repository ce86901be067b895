import type { CarrierAnswer } from './carrier-answer.js';
import type { RecordedRequest } from './recorded-request.js';
import type { RequestMatch } from './request-match.js';

/** How long and for which requests a fault holds. */
export interface FaultScope {
  readonly match?: RequestMatch;
  /** How many requests it hits; left out, it holds until `clearFaults()`. */
  readonly times?: number;
}

export interface AppliedFaultScope extends FaultScope {
  /** The request first does its work: the change is in force at the carrier, and the caller never learns it. */
  readonly afterApplying?: boolean;
}

export type FaultEffect =
  | { readonly kind: 'answer'; readonly answer: (request: RecordedRequest) => CarrierAnswer }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'delay'; readonly ms: number };

export interface Fault {
  readonly effect: FaultEffect;
  readonly match: RequestMatch;
  readonly afterApplying: boolean;
  remaining: number;
}
