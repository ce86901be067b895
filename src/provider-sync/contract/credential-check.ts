import type { ProviderCredentials } from './credentials.js';

/** A credential that the carrier does not know, although the sign-in itself may have worked. */
export interface CredentialFault {
  /** Name of the form field. */
  field: string;
  /** A sentence for a person: what is wrong and what to do. Never repeats the value. */
  detail: string;
}

/** Asks the carrier whether credentials work, by a read that changes nothing. */
export interface CredentialCheck {
  /**
   * @returns the fields that are wrong although the sign-in worked, such as an application that does not exist
   * @throws ProviderError `provider_unauthorized` when the sign-in is refused; other codes when it could not be asked
   */
  check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]>;
}
