/** A call control application as the carrier keeps it, under the names of its API. */
export interface TelnyxApplication {
  readonly id: string;
  readonly application_name: string;
  readonly webhook_event_url: string;
  readonly webhook_event_failover_url: string | null;
  readonly webhook_api_version: string;
  readonly webhook_timeout_secs: number | null;
  readonly active: boolean;
  readonly anchorsite_override: string;
  readonly dtmf_type: string;
  readonly first_command_timeout: boolean;
  readonly first_command_timeout_secs: number;
  readonly call_cost_in_webhooks: boolean;
  readonly redact_dtmf_debug_logging: boolean;
  readonly inbound: Readonly<Record<string, unknown>>;
  readonly outbound: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

export type TelnyxApplicationSeed = Partial<TelnyxApplication> & {
  readonly application_name: string;
  readonly webhook_event_url: string;
};

/** With the defaults of the API reference, where webhooks are of version 1. */
export function telnyxApplication(id: string, seed: TelnyxApplicationSeed): TelnyxApplication {
  return {
    id,
    webhook_event_failover_url: null,
    webhook_api_version: '1',
    webhook_timeout_secs: null,
    active: true,
    anchorsite_override: 'Latency',
    dtmf_type: 'RFC 2833',
    first_command_timeout: false,
    first_command_timeout_secs: 30,
    call_cost_in_webhooks: false,
    redact_dtmf_debug_logging: false,
    inbound: { channel_limit: null, shaken_stir_enabled: false, sip_subdomain: null },
    outbound: { channel_limit: null, outbound_voice_profile_id: '' },
    tags: [],
    ...seed,
  };
}

/**
 * The CallControlApplication object.
 * https://developers.telnyx.com/api-reference/call-control-applications/retrieve-a-call-control-application
 */
export function telnyxApplicationResource(application: TelnyxApplication): Record<string, unknown> {
  return {
    ...application,
    record_type: 'call_control_application',
    created_at: '2024-02-02T22:25:27.521Z',
    updated_at: '2024-02-02T22:25:27.521Z',
  };
}
