import { e164Digits } from './e164-digits.js';

/** What `POST /number/update` replaces as a whole; a member that is absent is not set. */
export interface VonageNumberSettings {
  readonly app_id?: string;
  readonly moHttpUrl?: string;
  readonly moSmppSysType?: string;
  readonly voiceCallbackType?: 'sip' | 'tel' | 'app';
  readonly voiceCallbackValue?: string;
  readonly voiceStatusCallback?: string;
  readonly messagesCallbackType?: 'app';
  readonly messagesCallbackValue?: string;
}

export interface VonageNumber extends VonageNumberSettings {
  readonly country: string;
  /** Digits without the plus. */
  readonly msisdn: string;
  readonly type: 'landline' | 'landline-toll-free' | 'mobile-lvn' | 'mobile-shortcode';
  readonly features: readonly ('VOICE' | 'SMS' | 'MMS')[];
}

/** `msisdn` may be written with or without the plus. */
export type VonageNumberSeed = Partial<VonageNumber> & { readonly country: string; readonly msisdn: string };

export function vonageNumber(seed: VonageNumberSeed): VonageNumber {
  return { type: 'mobile-lvn', features: ['VOICE', 'SMS'], ...seed, msisdn: e164Digits(seed.msisdn) };
}

/**
 * A number as `GET /account/numbers` shows it (schema `ownednumber`). `voiceStatusCallback` and `moSmppSysType` can
 * be written but are not shown, so that reading, merging and writing back loses them.
 * https://developer.vonage.com/en/api/numbers
 */
export function vonageNumberResource(number: VonageNumber): Record<string, unknown> {
  const { voiceStatusCallback: _status, moSmppSysType: _smpp, moHttpUrl = '', ...shown } = number;
  return { ...shown, moHttpUrl };
}
