import type { ProviderCredentials } from '../../contract/credentials.js';

export const WS_CLIENT_NAME_MISSING =
  'websocket_client.conf Name is missing, so that the PBX could not send the sound of a call. Fill in the name of the connection in websocket_client.conf.';

/** Without that name the PBX has nowhere to send media to. */
export function isWsClientNameMissing({ ws_client_name: name }: ProviderCredentials): boolean {
  return typeof name !== 'string' || name === '';
}
