import { e164Digits } from './e164-digits.js';

/** A rented number as the carrier keeps it. */
export interface PlivoNumber {
  /** Digits without the plus. */
  readonly number: string;
  /** An application, or a Zentrunk inbound trunk, of the same account. */
  readonly appId: string | null;
  readonly alias: string | null;
  readonly subaccount: string | null;
  readonly numberType: 'local' | 'fixed' | 'tollfree' | 'mobile' | 'national';
  readonly region: string;
  readonly voiceEnabled: boolean;
  readonly smsEnabled: boolean;
  readonly mmsEnabled: boolean;
  readonly cnamLookup: 'enabled' | 'disabled' | null;
  readonly addedOn: string;
  readonly renewalDate: string;
}

/** `number` may be written with or without the plus. */
export type PlivoNumberSeed = Partial<PlivoNumber> & { readonly number: string };

export function plivoNumber(seed: PlivoNumberSeed): PlivoNumber {
  return {
    appId: null,
    alias: null,
    subaccount: null,
    numberType: 'local',
    region: 'Washington, UNITED STATES',
    voiceEnabled: true,
    smsEnabled: true,
    mmsEnabled: false,
    cnamLookup: null,
    addedOn: '2024-02-14',
    renewalDate: '2030-03-14',
    ...seed,
    number: e164Digits(seed.number),
  };
}

/**
 * The AccountPhoneNumber object of the API reference.
 * https://www.plivo.com/docs/numbers/api/account-phone-number
 */
export function plivoNumberResource(authId: string, number: PlivoNumber): Record<string, unknown> {
  return {
    number: number.number,
    alias: number.alias,
    sub_account: number.subaccount,
    added_on: number.addedOn,
    application: number.appId === null ? null : `/v1/Account/${authId}/Application/${number.appId}/`,
    carrier: 'Plivo',
    region: number.region,
    number_type: number.numberType,
    type: number.numberType,
    monthly_rental_rate: '0.80000',
    renewal_date: number.renewalDate,
    sms_enabled: number.smsEnabled,
    sms_rate: '0.00000',
    mms_enabled: number.mmsEnabled,
    mms_rate: '0.00000',
    voice_enabled: number.voiceEnabled,
    voice_rate: '0.00850',
    cnam_lookup: number.cnamLookup,
    cnam: null,
    tendlc_campaign_id: null,
    tendlc_registration_status: null,
    toll_free_sms_verification: null,
    profile_uuid: null,
    caller_reputation_status: null,
    resource_uri: `/v1/Account/${authId}/Number/${number.number}/`,
  };
}
