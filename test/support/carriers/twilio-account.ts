import type { TwilioNumber } from './twilio-number.js';

/** A TwiML application, as far as it decides who answers. */
export interface TwilioApplication {
  readonly sid: string;
  readonly friendly_name: string;
  readonly voice_url: string;
  readonly voice_method: string;
  readonly voice_fallback_url: string;
}

export interface TwilioAccount {
  readonly sid: string;
  readonly authToken: string;
  /** In the order in which they were bought. */
  readonly numbers: TwilioNumber[];
  readonly applications: Map<string, TwilioApplication>;
  /** SIP trunks, by SID; what they do with a call is of no interest here. */
  readonly trunks: Set<string>;
}
