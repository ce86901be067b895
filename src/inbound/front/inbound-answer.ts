/** What goes back over the wire. */
export interface InboundAnswer {
  status: number;
  /** Null for an answer without a body. */
  contentType: string | null;
  body: string;
}

/** Said to everybody who could not be verified, whatever the cause: who knocks learns nothing about who lives here. */
export const DENIED: InboundAnswer = Object.freeze({
  status: 403,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'urn:dialplane:problem:webhook_not_verified',
    title: 'Webhook not verified',
    status: 403,
    detail:
      'This request was not signed by the carrier with a key that is known here. The owner of the account finds out why with POST /api/v1/signature-diagnoses.',
    code: 'webhook_not_verified',
  }),
});

/** The carrier takes no orders. It sends what it has sent again, and then it may take some. */
export const UNTOLD: InboundAnswer = Object.freeze({ status: 503, contentType: null, body: '' });

/** Says that news has arrived. Some carriers take nothing but 200. */
export const ACKNOWLEDGED: InboundAnswer = Object.freeze({ status: 200, contentType: null, body: '' });
