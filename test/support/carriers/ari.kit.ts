import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CarrierAccount } from '../carrier-account.js';
import type { AriCall } from './ari-call.js';
import { AriLoopback } from './ari-loopback.js';
import type { CarrierKit } from './carrier-kit.js';
import type { Experience } from './inbound-caller.js';

/** Plainly made up. */
const SANDBOX_USER = { app_name: 'sandbox', app_password: 'sandbox-ari-password' };

/** Sections of websocket_client.conf. */
const MEDIA_CONNECTIONS = ['sandbox', 'dialplane'];

/** Longer than any PBX waits for an order. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 5;

export const kit: CarrierKit = {
  ports: 1,
  start: async (port = 0) => {
    const asterisk = new AriLoopback();
    asterisk.addUser(SANDBOX_USER.app_name, SANDBOX_USER.app_password);
    asterisk.addExtension('1000', SANDBOX_USER.app_name);
    for (const connection of MEDIA_CONNECTIONS) asterisk.switchboard.mediaConnections.set(connection, 'answers');
    for (const extension of ['_+X.', 'sip'])
      asterisk.switchboard.dialplan.set(`${extension}@dialplane-dial`, 'answers');
    await asterisk.listen(port);
    return {
      carrier: asterisk,
      // A PBX has no address of its own in the environment; it only has to be reachable.
      env: { OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8' },
      credentials: { ari_endpoint: asterisk.baseUrl, ...SANDBOX_USER, ws_client_name: 'sandbox' },
      ring: (to, from) => experienceOf(asterisk.ring(to, from)),
      openAccount: (addresses) => openAccount(asterisk, addresses),
    };
  },
};

/** What the caller experiences, once something has come of the call. */
async function experienceOf(call: AriCall): Promise<Experience> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const experience = call.experience();
    if (experience) return experience;
    if (patience.aborted) return { type: 'error', why: 'the caller was left in silence' };
    await sleep(LOOK_AGAIN_MS);
  }
}

function openAccount(asterisk: AriLoopback, addresses: readonly string[]): CarrierAccount {
  const id = `user-${randomBytes(6).toString('hex')}`;
  const password = `ari-password-${randomBytes(8).toString('hex')}`;
  asterisk.addUser(id, password);
  for (const address of addresses) asterisk.addExtension(address, id);
  return {
    provider: 'ari',
    displayName: 'Asterisk',
    carrier: asterisk,
    id,
    applicationId: null,
    credentials: { ari_endpoint: asterisk.baseUrl, app_name: id, app_password: password, ws_client_name: 'dialplane' },
    addresses,
    record: (address) => ({ address, application: asterisk.applicationOf(address) }),
    sendElsewhere: (address) => asterisk.addExtension(address, 'elsewhere'),
    remove: (address) => asterisk.removeExtension(address),
    unregister: () => asterisk.forgetApplicationsOf(id),
    disconnect: () => {
      asterisk.events.refuse(503);
      asterisk.events.cutAll();
      return () => asterisk.events.refuse(null);
    },
  };
}
