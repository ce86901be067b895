export interface TelnyxForwarding {
  readonly call_forwarding_enabled: boolean;
  readonly forwards_to: string | null;
  readonly forwarding_type: 'always' | 'on-failure' | null;
}

/** A number as the carrier keeps it, under the names of its API. */
export interface TelnyxNumber {
  readonly id: string;
  readonly phone_number: string;
  readonly status: string;
  readonly country_iso_alpha2: string;
  readonly phone_number_type: string;
  /** An application or SIP connection of the account. Empty where there is none. */
  readonly connection_id: string;
  readonly customer_reference: string | null;
  readonly external_pin: string | null;
  readonly billing_group_id: string | null;
  readonly messaging_profile_id: string | null;
  readonly hd_voice_enabled: boolean;
  readonly tags: readonly string[];
  readonly tech_prefix_enabled: boolean;
  readonly caller_id_name_enabled: boolean;
  readonly translated_number: string;
  readonly usage_payment_method: string;
  readonly inbound_call_screening: string;
  readonly call_forwarding: TelnyxForwarding;
}

export type TelnyxNumberSeed = Partial<TelnyxNumber> & { readonly phone_number: string };

/** The switch of the forward is on from the start; without a target it does nothing. */
export const NO_FORWARDING: TelnyxForwarding = {
  call_forwarding_enabled: true,
  forwards_to: null,
  forwarding_type: null,
};

export function telnyxNumber(id: string, seed: TelnyxNumberSeed): TelnyxNumber {
  return {
    id,
    status: 'active',
    country_iso_alpha2: 'US',
    phone_number_type: 'local',
    connection_id: '',
    customer_reference: null,
    external_pin: null,
    billing_group_id: null,
    messaging_profile_id: null,
    hd_voice_enabled: false,
    tags: [],
    tech_prefix_enabled: false,
    caller_id_name_enabled: false,
    translated_number: '',
    usage_payment_method: 'pay-per-minute',
    inbound_call_screening: 'disabled',
    call_forwarding: NO_FORWARDING,
    ...seed,
  };
}

/** Where every call is forwarded to; null unless switch, target and type are all set, and the type is `always`. */
export function forwardTarget({ call_forwarding: forwarding }: TelnyxNumber): string | null {
  return forwarding.call_forwarding_enabled && forwarding.forwarding_type === 'always' ? forwarding.forwards_to : null;
}

/**
 * The PhoneNumberDetailed object.
 * https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers
 */
export function telnyxNumberResource(number: TelnyxNumber, connectionName: string | null): Record<string, unknown> {
  return {
    id: number.id,
    record_type: 'phone_number',
    phone_number: number.phone_number,
    country_iso_alpha2: number.country_iso_alpha2,
    status: number.status,
    tags: number.tags,
    connection_id: number.connection_id,
    connection_name: connectionName,
    customer_reference: number.customer_reference,
    external_pin: number.external_pin,
    billing_group_id: number.billing_group_id,
    messaging_profile_id: number.messaging_profile_id,
    messaging_profile_name: null,
    emergency_enabled: false,
    emergency_address_id: '',
    emergency_status: 'disabled',
    call_forwarding_enabled: number.call_forwarding.call_forwarding_enabled,
    cnam_listing_enabled: false,
    caller_id_name_enabled: number.caller_id_name_enabled,
    call_recording_enabled: false,
    t38_fax_gateway_enabled: true,
    hd_voice_enabled: number.hd_voice_enabled,
    inbound_call_screening: number.inbound_call_screening,
    phone_number_type: number.phone_number_type,
    deletion_lock_enabled: false,
    source_type: 'number_order',
    purchased_at: '2024-02-14T18:10:00Z',
    created_at: '2024-02-14T18:10:00.000Z',
    updated_at: '2024-02-14T18:10:00.000Z',
  };
}

/**
 * The PhoneNumberWithVoiceSettings object. It shows neither status nor country.
 * https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers-with-voice-settings
 */
export function telnyxVoiceResource(number: TelnyxNumber): Record<string, unknown> {
  return {
    id: number.id,
    record_type: 'voice_settings',
    phone_number: number.phone_number,
    connection_id: number.connection_id,
    customer_reference: number.customer_reference,
    tech_prefix_enabled: number.tech_prefix_enabled,
    caller_id_name_enabled: number.caller_id_name_enabled,
    translated_number: number.translated_number,
    usage_payment_method: number.usage_payment_method,
    inbound_call_screening: number.inbound_call_screening,
    call_forwarding: number.call_forwarding,
    call_recording: {
      inbound_call_recording_enabled: false,
      inbound_call_recording_channels: 'single',
      inbound_call_recording_format: 'wav',
    },
    cnam_listing: { cnam_listing_enabled: false, cnam_listing_details: null },
    emergency: { emergency_enabled: false, emergency_address_id: '', emergency_status: 'disabled' },
    media_features: {
      rtp_auto_adjust_enabled: true,
      accept_any_rtp_packets_enabled: false,
      t38_fax_gateway_enabled: true,
    },
  };
}
