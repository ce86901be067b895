import { OUTBOUND_REFUSED } from '../../../common/outbound/outbound-refusal.js';
import type { ConnectionEnd } from '../../contract/connection.strategy.js';
import type { AriHandshake } from './ari.handshake.js';
import { WS_CLIENT_NAME_MISSING } from './ari.ws-client-name.js';

const PASSING = { isRetryable: true, wasStable: false, mustPark: false };
const LASTING = { isRetryable: false, wasStable: false, mustPark: false };

export const MISSING_WS_CLIENT_NAME: ConnectionEnd = {
  ...LASTING,
  code: 'ari-missing-ws-client-name',
  message: WS_CLIENT_NAME_MISSING,
  mustPark: true,
};

/** Why a connection did not come about. */
export function endOfHandshake({ status, faultCode }: AriHandshake): ConnectionEnd {
  if (faultCode === OUTBOUND_REFUSED) {
    const message =
      'The PBX lies in a network that is not open to tenants. Use an address that is reachable from the internet, or have the operator add the network to OUTBOUND_ALLOW_CIDRS.';
    return { ...LASTING, code: 'ari-outbound-refused', message };
  }
  if (status === 401 || status === 403) {
    const message = 'The PBX refused the sign-in. Check ARI Username and ARI Password against ari.conf.';
    return { ...LASTING, code: 'ari-unauthorized', message };
  }
  // A PBX that is starting answers 404 until its modules are loaded, so a refusal can pass by itself.
  const message =
    status === null
      ? 'The PBX could not be reached. Check that it runs, the ARI Endpoint, and the firewall before it.'
      : `The PBX answered HTTP ${status} instead of opening the event WebSocket. Check the ARI Endpoint, http.conf and ari.conf.`;
  return { ...PASSING, code: 'ari-unreachable', message };
}

/** The PBX did not take part any more, although the network had not broken. */
export function endOfSilence(wasStable: boolean): ConnectionEnd {
  const message = 'The PBX stopped answering on the open connection. Check that it runs, and the network between.';
  return { ...PASSING, code: 'ari-unreachable', message, wasStable };
}

/** An application is held by the connection that came last. */
export function endOfReplacement(wasStable: boolean): ConnectionEnd {
  const message = 'Another connection took the Stasis App over. Stop whatever else connects to the PBX under its name.';
  return { ...PASSING, code: 'ari-replaced', message, wasStable };
}

export function endOfClosing(wasStable: boolean): ConnectionEnd {
  if (wasStable) {
    return { ...PASSING, code: 'ari-closed', message: 'The PBX closed the connection.', wasStable };
  }
  const message =
    'The PBX closes the connection as soon as it is open. Look into its log, and check the rights of the user in ari.conf.';
  return { ...LASTING, code: 'ari-closed-immediately', message };
}
