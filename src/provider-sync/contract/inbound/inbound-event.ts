/** What every event of a call names. */
interface CallReference {
  /** As in the credential that names the account; see `ProviderMetadata.accountIdField`. */
  accountId: string;
  /** The carrier's id of the call, at most 255 characters. */
  callId: string;
}

/** A call that waits for an answer. */
export interface InboundCall extends CallReference {
  kind: 'call';
  /** As the address parser of `common/address` reads it: where the carrier leaves out the plus, it is put there. */
  to: string;
  /** Likewise; empty when the caller is withheld. */
  from: string;
  /** ISO 3166-1 alpha-2, where the carrier names it. */
  toCountry: string | null;
  /** What the carrier sent, flat, for the workflow's own endpoint; worked out when it is read. Holds no secret. */
  parameters: Readonly<Record<string, string>>;
}

/** What became of a call. */
export const CALL_STATES = ['ringing', 'in_progress', 'completed', 'busy', 'no_answer', 'failed', 'canceled'] as const;

export type CallState = (typeof CALL_STATES)[number];

/** Whether a call in this state is over. */
export function isOver(state: CallState | null): boolean {
  return state !== null && state !== 'ringing' && state !== 'in_progress';
}

/** News of a call that needs no answer. */
export interface CallStatus extends CallReference {
  kind: 'status';
  /** Null when the news is about something else, such as the media stream. */
  state: CallState | null;
  /** Whole seconds, once the call is over and the carrier says it. */
  durationSeconds: number | null;
}

/** News of a call that goes on with what we told the carrier to do; only where calls are controlled over its API. */
export interface CallStep extends CallReference {
  kind: 'step';
  /** Which step is over, in the provider's own words. */
  step: string;
  /** What we gave the carrier to send back; null when it sent nothing. Not to be believed more than its signature. */
  memo: string | null;
  /** What became of the call by this step, if anything. */
  state: CallState | null;
  durationSeconds: number | null;
}

export type InboundEvent = InboundCall | CallStatus | CallStep;
