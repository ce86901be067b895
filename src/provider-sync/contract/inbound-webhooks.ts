/** Where a carrier must send the calls of a provider's numbers. All are POST. */
export interface InboundWebhooks {
  /** Answers the call. */
  answerUrl: string;
  /** Asked by the carrier when the answer URL fails. */
  fallbackUrl: string;
  /** Told about the progress of calls, where the carrier wants such a URL. */
  statusUrl: string;
}
