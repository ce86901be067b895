import { createHash } from 'node:crypto';

/**
 * The IncomingPhoneNumber resource, with every field of the API reference.
 * https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 */
export interface TwilioNumber {
  readonly sid: string;
  readonly account_sid: string;
  readonly phone_number: string;
  readonly friendly_name: string;
  readonly voice_url: string;
  readonly voice_method: string;
  readonly voice_fallback_url: string;
  readonly voice_fallback_method: string;
  readonly voice_application_sid: string;
  readonly trunk_sid: string | null;
  readonly voice_caller_id_lookup: boolean;
  readonly voice_receive_mode: string;
  readonly sms_url: string;
  readonly sms_method: string;
  readonly sms_fallback_url: string;
  readonly sms_fallback_method: string;
  readonly sms_application_sid: string;
  readonly status_callback: string;
  readonly status_callback_method: string;
  readonly capabilities: Readonly<Record<'voice' | 'sms' | 'mms' | 'fax', boolean>>;
  readonly emergency_status: string;
  readonly emergency_address_sid: string | null;
  readonly emergency_address_status: string;
  readonly address_sid: string | null;
  readonly address_requirements: string;
  readonly identity_sid: string | null;
  readonly bundle_sid: string | null;
  readonly api_version: string;
  readonly beta: boolean;
  readonly origin: string;
  readonly status: string;
  readonly date_created: string;
  readonly date_updated: string;
  readonly uri: string;
}

/** A number needs only its address; what is not said is as on a number just bought. */
export type TwilioNumberSeed = Partial<TwilioNumber> & { readonly phone_number: string };

export function twilioNumber(accountSid: string, seed: TwilioNumberSeed): TwilioNumber {
  const sid = seed.sid ?? twilioSid('PN', seed.phone_number);
  const now = twilioDate();
  return {
    sid,
    account_sid: accountSid,
    friendly_name: seed.phone_number,
    ...ROUTING_OF_A_NEW_NUMBER,
    ...REGULATION_OF_A_NEW_NUMBER,
    api_version: '2010-04-01',
    beta: false,
    origin: 'twilio',
    status: 'in-use',
    date_created: now,
    date_updated: now,
    uri: `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${sid}.json`,
    ...seed,
  };
}

/** The same seed always gives the same SID, so that a sandbox has stable identifiers. */
export function twilioSid(prefix: 'AC' | 'AP' | 'PN' | 'TK', seed: string): string {
  return prefix + createHash('md5').update(seed).digest('hex');
}

/** RFC 2822 in GMT, as the API writes dates. */
export function twilioDate(at = new Date()): string {
  return at.toUTCString().replace('GMT', '+0000');
}

const ROUTING_OF_A_NEW_NUMBER = {
  voice_url: '',
  voice_method: 'POST',
  voice_fallback_url: '',
  voice_fallback_method: 'POST',
  voice_application_sid: '',
  trunk_sid: null,
  voice_caller_id_lookup: false,
  voice_receive_mode: 'voice',
  sms_url: '',
  sms_method: 'POST',
  sms_fallback_url: '',
  sms_fallback_method: 'POST',
  sms_application_sid: '',
  status_callback: '',
  status_callback_method: 'POST',
  capabilities: { voice: true, sms: true, mms: true, fax: false },
} as const;

const REGULATION_OF_A_NEW_NUMBER = {
  emergency_status: 'Inactive',
  emergency_address_sid: null,
  emergency_address_status: 'unregistered',
  address_sid: null,
  address_requirements: 'none',
  identity_sid: null,
  bundle_sid: null,
} as const;
