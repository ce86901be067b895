import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { SANDBOX_VOBIZ, seedVobiz } from './seed-vobiz.js';
import { vobizInbound } from './vobiz-inbound.js';
import { VobizLoopback } from './vobiz-loopback.js';

export const kit: CarrierKit = {
  ports: 1,
  inbound: vobizInbound,
  async start(...ports) {
    const vobiz = new VobizLoopback();
    seedVobiz(vobiz);
    await vobiz.listen(...ports);
    return {
      carrier: vobiz,
      env: { VOBIZ_API_BASE_URL: vobiz.apiBaseUrl },
      credentials: SANDBOX_VOBIZ,
      openAccount: (addresses) => openAccount(vobiz, addresses),
    };
  },
};

function openAccount(vobiz: VobizLoopback, addresses: readonly string[]): CarrierAccount {
  const id = `MA_${randomBytes(5).toString('hex').toUpperCase()}`;
  const authToken = `vobiz-token-${randomBytes(8).toString('hex')}`;
  vobiz.addAccount({ authId: id, authToken });
  for (const address of addresses) vobiz.addNumber(id, { e164: address, country: 'US', region: 'CA' });
  return {
    provider: 'vobiz',
    displayName: 'Vobiz',
    carrier: vobiz,
    id,
    applicationId: null,
    credentials: { auth_id: id, auth_token: authToken },
    addresses,
    record: (address) => vobiz.number(address),
    sendElsewhere: (address) => {
      const elsewhere = { app_name: 'elsewhere', answer_url: 'https://elsewhere.example.net/answer' };
      vobiz.editNumber(address, { applicationId: vobiz.addApplication(id, elsewhere).app_id, trunkGroupId: null });
    },
    remove: (address) => vobiz.removeNumber(address),
    putBack: (address) => void vobiz.addNumber(id, { e164: address, country: 'US', region: 'CA' }),
    elsewhere: () => ({ trunk_group_id: vobiz.addTrunk(id) }),
  };
}
