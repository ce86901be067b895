/** Why a carrier did not do what was asked. The carrier's own status never leaves this floor. */
export type ProviderErrorCode =
  | 'provider_unauthorized'
  | 'provider_rate_limited'
  | 'provider_refused'
  | 'provider_unreachable'
  | 'provider_invalid_response';

/**
 * A carrier fault. The message names the provider and the next step, never an account id, a token or a raw body, so it
 * may be shown to the client and stored.
 */
export class ProviderError extends Error {
  constructor(
    readonly code: ProviderErrorCode,
    message: string,
    options: {
      /** How long the carrier asked us to wait, milliseconds. */
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.retryAfterMs = options.retryAfterMs;
  }

  readonly retryAfterMs: number | undefined;
}
