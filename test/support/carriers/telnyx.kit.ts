import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { seedTelnyx } from './seed-telnyx.js';
import { telnyxInbound } from './telnyx-inbound.js';
import { TelnyxLoopback } from './telnyx-loopback.js';
import { newTelnyxSigningKey } from './telnyx-signing-keys.js';

export const kit: CarrierKit = {
  ports: 1,
  inbound: telnyxInbound,
  start: async (port = 0) => {
    const telnyx = new TelnyxLoopback();
    const credentials = { api_key: 'KEY-sandbox-telnyx', webhook_public_key: newTelnyxSigningKey() };
    seedTelnyx(telnyx, credentials.api_key, credentials.webhook_public_key);
    await telnyx.listen(port);
    return {
      carrier: telnyx,
      env: { TELNYX_API_BASE_URL: telnyx.baseUrl },
      credentials,
      openAccount: (addresses) => openAccount(telnyx, addresses),
    };
  },
};

function openAccount(telnyx: TelnyxLoopback, addresses: readonly string[]): CarrierAccount {
  const apiKey = `KEY${randomBytes(16).toString('hex').toUpperCase()}`;
  const publicKey = newTelnyxSigningKey();
  telnyx.addAccount({ apiKey, publicKey });
  for (const address of addresses) {
    telnyx.addNumber(apiKey, { phone_number: address, messaging_profile_id: 'abc85f64-5717-4562-b3fc-2c9600000000' });
  }
  return {
    provider: 'telnyx',
    displayName: 'Telnyx',
    carrier: telnyx,
    id: apiKey,
    applicationId: null,
    credentials: { api_key: apiKey, webhook_public_key: publicKey },
    addresses,
    record: (address) => telnyx.number(address),
    sendElsewhere: (address) =>
      telnyx.editNumber(address, {
        call_forwarding: { call_forwarding_enabled: true, forwards_to: '+14155550199', forwarding_type: 'always' },
      }),
    remove: (address) => telnyx.removeNumber(address),
    putBack: (address) => void telnyx.addNumber(apiKey, { phone_number: address }),
    elsewhere: () => ({ forwards_to: '+14155550199', translated_number: '+14155550199' }),
  };
}
