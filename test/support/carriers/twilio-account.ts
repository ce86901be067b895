import { twilioDate, type TwilioNumber } from './twilio-number.js';

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
  /** What is not active may read itself and do nothing else. */
  status: 'active' | 'suspended' | 'closed';
  /** In the order in which they were bought. */
  readonly numbers: TwilioNumber[];
  readonly applications: Map<string, TwilioApplication>;
  /** SIP trunks, by SID; what they do with a call is of no interest here. */
  readonly trunks: Set<string>;
}

/**
 * The Account resource of the API reference, without its map of subresources.
 * https://www.twilio.com/docs/iam/api/account
 */
export function twilioAccountResource({ sid, authToken, status }: TwilioAccount): Record<string, unknown> {
  const now = twilioDate();
  return {
    sid,
    owner_account_sid: sid,
    auth_token: authToken,
    friendly_name: 'A loopback account',
    status,
    type: 'Full',
    date_created: now,
    date_updated: now,
    uri: `/2010-04-01/Accounts/${sid}.json`,
  };
}
