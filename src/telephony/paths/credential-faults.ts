import type { CredentialFault } from '../../provider-sync/contract/credential-check.js';
import type { ProviderMetadata } from '../../provider-sync/contract/provider-metadata.js';
import { APPLICATION_NOT_FOUND } from './judge-sightings.js';

/**
 * The code under which faults are stored. That only the application is unknown has a code of its own, because the
 * sign-in works then.
 */
export function codeOfFaults(
  { applicationIdField }: Pick<ProviderMetadata, 'applicationIdField'>,
  faults: readonly CredentialFault[],
): string | null {
  if (faults.length === 0) return null;
  return faults.every(({ field }) => field === applicationIdField) ? APPLICATION_NOT_FOUND : 'credentials_rejected';
}
