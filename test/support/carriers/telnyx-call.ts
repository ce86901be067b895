/** What Telnyx was told to do with a call, as it was told. */
export type TelnyxOrder =
  | { readonly type: 'stream'; readonly url: string; readonly clientState: string }
  | { readonly type: 'speak'; readonly text: string; readonly language: string; readonly voice: string }
  | { readonly type: 'transfer'; readonly to: string; readonly from: string };

/** One leg of a call as the carrier keeps it. */
export interface TelnyxCall {
  readonly callControlId: string;
  readonly sessionId: string;
  readonly legId: string;
  readonly connectionId: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  /** Where its events go: the webhook URL of the application. */
  readonly url: string;
  readonly startedAt: Date;
  state: 'parked' | 'answered' | 'bridged' | 'ended';
  /** What the last command that had one has left; null before. */
  clientState: string | null;
  /** Where its media go at present. */
  streamUrl: string | null;
  /** The other leg, while they are bridged or about to be. */
  peer: TelnyxCall | null;
  /** What was ordered, oldest first. */
  readonly orders: TelnyxOrder[];
  /** Ids of commands, with the time when they were taken. */
  readonly commandIds: Map<string, number>;
}

export type TelnyxCallSeed = Pick<
  TelnyxCall,
  'callControlId' | 'sessionId' | 'connectionId' | 'direction' | 'from' | 'to' | 'url' | 'clientState'
>;

export function telnyxCall(seed: TelnyxCallSeed): TelnyxCall {
  return {
    ...seed,
    legId: `leg-of-${seed.callControlId}`,
    startedAt: new Date(),
    state: 'parked',
    streamUrl: null,
    peer: null,
    orders: [],
    commandIds: new Map(),
  };
}
