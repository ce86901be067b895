import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';

/** The Stasis application of a configuration; one that was never given a name of its own has that of its user. */
export function stasisApp(credentials: ProviderCredentials): string {
  return credential(credentials, credentials['stasis_app_name'] ? 'stasis_app_name' : 'app_name');
}

/** `https://host[:port][/prefix]/ari`, with or without which people write it down. */
export function ariUrl(credentials: ProviderCredentials): string {
  const endpoint = credential(credentials, 'ari_endpoint').replace(/\/+$/, '');
  return endpoint.endsWith('/ari') ? endpoint : `${endpoint}/ari`;
}

/**
 * Where the PBX announces the calls of the Stasis application. Holds the password: never logged, never part of an error.
 * @see https://docs.asterisk.org/Latest_API/API_Documentation/Asterisk_REST_Interface/Events_REST_API/
 */
export function eventsUrl(credentials: ProviderCredentials): string {
  const query = new URLSearchParams({
    api_key: `${credential(credentials, 'app_name')}:${credential(credentials, 'app_password')}`,
    app: stasisApp(credentials),
    subscribeAll: 'true',
  });
  return `${ariUrl(credentials).replace(/^http/i, 'ws')}/events?${query.toString()}`;
}
