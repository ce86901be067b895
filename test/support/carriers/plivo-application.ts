/** An application as the carrier keeps it, under the names of its API. */
export interface PlivoApplication {
  readonly app_id: string;
  readonly app_name: string;
  readonly answer_url: string;
  readonly answer_method: string;
  readonly hangup_url: string;
  readonly hangup_method: string;
  readonly fallback_answer_url: string;
  readonly fallback_method: string;
  readonly message_url: string;
  readonly message_method: string;
  /** Numbers that are rented without an `app_id` are given the application that has this set. */
  readonly default_number_app: boolean;
  readonly default_endpoint_app: boolean;
  readonly enabled: boolean;
  readonly public_uri: boolean;
  readonly log_incoming_messages: boolean;
  readonly sub_account: string | null;
}

export type PlivoApplicationSeed = Partial<PlivoApplication> & {
  readonly app_name: string;
  readonly answer_url: string;
};

export function plivoApplication(appId: string, seed: PlivoApplicationSeed): PlivoApplication {
  return {
    app_id: appId,
    answer_method: 'POST',
    // "Defaults to answer_url."
    hangup_url: seed.answer_url,
    hangup_method: 'POST',
    fallback_answer_url: '',
    fallback_method: 'POST',
    message_url: '',
    message_method: 'POST',
    default_number_app: false,
    default_endpoint_app: false,
    enabled: true,
    public_uri: false,
    log_incoming_messages: true,
    sub_account: null,
    ...seed,
  };
}

/**
 * The Application object of the API reference.
 * https://www.plivo.com/docs/account/api/application
 */
export function plivoApplicationResource(authId: string, application: PlivoApplication): Record<string, unknown> {
  const { default_number_app: isDefault, default_endpoint_app: isEndpointDefault, ...shown } = application;
  return {
    ...shown,
    default_app: isDefault,
    default_endpoint_app: isEndpointDefault,
    application_type: 'XML',
    sip_uri: `sip:${application.app_id}@app.plivo.com`,
    resource_uri: `/v1/Account/${authId}/Application/${application.app_id}/`,
  };
}
