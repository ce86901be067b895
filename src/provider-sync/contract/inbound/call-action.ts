/** A bidirectional media stream to a voice agent. */
export interface StreamAction {
  type: 'stream';
  /** wss:// URL, as the workflow has it. */
  url: string;
  /** Told to the agent at the start of the stream: the workflow's own first, then ours. Names are word characters. */
  parameters: Readonly<Record<string, string>>;
}

/** The call is forwarded. */
export interface DialAction {
  type: 'dial';
  /** E.164 number or SIP URI, canonical. */
  to: string;
  /** The number that was called, for carriers that want one of the account's as caller id; canonical. */
  calledAddress: string;
}

/** A text is spoken, then the call is ended. */
export interface SayAction {
  type: 'say';
  text: string;
  /** BCP 47. */
  language: string;
}

/** What is to be done with a call. */
export type CallAction = StreamAction | DialAction | SayAction;

/** What comes with every action. */
export interface CallContext {
  callId: string;
  /** Where the carrier reports the progress of the call and of its stream. */
  statusUrl: string;
}
