import type { CanonicalAddress } from '../../common/address/canonical-address.js';
import type { ProviderCredentials } from './credentials.js';

/** Making and removing numbers, for carriers that create them on request. */
export interface NumberProvisioning {
  /**
   * Creates the number under an application. Asking twice makes one.
   * @throws ProviderError
   */
  create(
    credentials: ProviderCredentials,
    address: CanonicalAddress,
    applicationId: string,
    signal: AbortSignal,
  ): Promise<void>;

  /** Removes a number that we created. Removing one that is gone is no error. */
  remove(credentials: ProviderCredentials, address: CanonicalAddress, signal: AbortSignal): Promise<void>;
}
