import type { ProviderCredentials } from './credentials.js';

/** Adds to credentials what nobody types: ids that the carrier knows, names that this service mints. */
export interface CredentialCompletion {
  /** Names of the values it adds. They are stored with the credentials and never accepted from a client. */
  readonly managed: readonly string[];

  /**
   * @param credentials validated, with the managed values of `stored` laid under them
   * @param stored what is stored now; null for a new configuration
   * @returns the credentials with every managed value
   * @throws ProviderError when the carrier has to be asked and does not answer
   */
  complete(
    credentials: ProviderCredentials,
    stored: ProviderCredentials | null,
    signal: AbortSignal,
  ): Promise<ProviderCredentials>;
}
