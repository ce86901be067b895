import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { plivoInbound } from './plivo-inbound.js';
import { PlivoLoopback } from './plivo-loopback.js';
import { SANDBOX_PLIVO } from './sandbox-credentials.js';
import { seedPlivo } from './seed-plivo.js';

export const kit: CarrierKit = {
  ports: 1,
  sandboxPort: 4011,
  inbound: plivoInbound,
  start: async (port = 0) => {
    const plivo = new PlivoLoopback();
    seedPlivo(plivo);
    await plivo.listen(port);
    return {
      carrier: plivo,
      env: { PLIVO_API_BASE_URL: plivo.baseUrl },
      credentials: SANDBOX_PLIVO,
      openAccount: (addresses) => openAccount(plivo, addresses),
    };
  },
};

function openAccount(plivo: PlivoLoopback, addresses: readonly string[]): CarrierAccount {
  const id = `MA${randomBytes(9).toString('hex').toUpperCase()}`;
  const authToken = `plivo-token-${randomBytes(8).toString('hex')}`;
  plivo.addAccount({ authId: id, authToken });
  for (const address of addresses) plivo.addNumber(id, { number: address });
  return {
    provider: 'plivo',
    displayName: 'Plivo',
    carrier: plivo,
    id,
    applicationId: null,
    credentials: { auth_id: id, auth_token: authToken },
    addresses,
    record: (address) => plivo.number(address),
    sendElsewhere: (address) => {
      const elsewhere = { app_name: 'elsewhere', answer_url: 'https://elsewhere.example.net/answer' };
      plivo.editNumber(address, { appId: plivo.addApplication(id, elsewhere).app_id });
    },
    remove: (address) => plivo.removeNumber(address),
    putBack: (address) => void plivo.addNumber(id, { number: address }),
  };
}
