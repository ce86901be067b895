/** An application as the carrier keeps it, under the names of its API. */
export interface VobizApplication {
  readonly app_id: string;
  readonly app_name: string;
  readonly answer_url: string;
  readonly answer_method: string;
  readonly hangup_url: string;
  readonly hangup_method: string;
  readonly fallback_answer_url: string | null;
  readonly fallback_method: string;
  readonly message_url: string | null;
  readonly message_method: string;
  readonly default_endpoint_app: boolean;
  readonly default_app: boolean;
  readonly enabled: boolean;
  readonly public_uri: boolean;
  readonly log_incoming_message: boolean;
  readonly sub_account: string | null;
}

export type VobizApplicationSeed = Partial<VobizApplication> & {
  readonly app_name: string;
  readonly answer_url: string;
};

export function vobizApplication(appId: string, seed: VobizApplicationSeed): VobizApplication {
  return {
    app_id: appId,
    answer_method: 'POST',
    // "If unset at create time, defaults to answer_url."
    hangup_url: seed.answer_url,
    hangup_method: 'POST',
    fallback_answer_url: null,
    fallback_method: 'POST',
    message_url: null,
    message_method: 'POST',
    default_endpoint_app: false,
    default_app: false,
    enabled: true,
    public_uri: false,
    log_incoming_message: true,
    sub_account: null,
    ...seed,
  };
}

/** The Application object of the API reference. https://docs.vobiz.ai/applications/application-object */
export function vobizApplicationResource(authId: string, application: VobizApplication): Record<string, unknown> {
  return {
    ...application,
    application_type: 'XML',
    sip_transfer_method: 'POST',
    sip_transfer_url: null,
    sip_uri: `sip:${application.app_id}@app.vobiz.ai`,
    resource_uri: `/v1/Account/${authId}/Application/${application.app_id}/`,
    created_at: '2026-04-02 12:11:19.740666+00:00',
    updated_at: '2026-04-02 12:11:19.740666+00:00',
  };
}
