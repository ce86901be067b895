import { randomBytes, randomUUID } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { SANDBOX_VONAGE } from './sandbox-credentials.js';
import { seedVonage } from './seed-vonage.js';
import { vonageInbound } from './vonage-inbound.js';
import { newVonageKeyPair } from './vonage-key-pair.js';
import { VonageLoopback } from './vonage-loopback.js';

/** Applications answer at the first port, numbers at the second. */
export const kit: CarrierKit = {
  ports: 2,
  sandboxPort: 4012,
  inbound: vonageInbound,
  start: async (applicationsPort = 0, restPort = 0) => {
    const vonage = new VonageLoopback();
    const { publicKey, privateKey } = newVonageKeyPair();
    seedVonage(vonage, publicKey);
    await vonage.listen(applicationsPort, restPort);
    return {
      carrier: vonage,
      env: { VONAGE_API_BASE_URL: vonage.applicationsBaseUrl, VONAGE_REST_BASE_URL: vonage.restBaseUrl },
      credentials: { ...SANDBOX_VONAGE, private_key: privateKey },
      openAccount: (addresses) => openAccount(vonage, privateKey, addresses),
    };
  },
};

function openAccount(vonage: VonageLoopback, privateKey: string, addresses: readonly string[]): CarrierAccount {
  const id = randomBytes(4).toString('hex');
  const apiSecret = `vonage-secret-${randomBytes(8).toString('hex')}`;
  const applicationId = randomUUID();
  vonage.addAccount({ apiKey: id, apiSecret });
  vonage.addApplication(id, { id: applicationId, name: 'For Dialplane', publicKey: 'a public key' });
  for (const address of addresses) {
    vonage.addNumber(id, { country: 'US', msisdn: address, moHttpUrl: 'https://sms.example.net/vonage' });
  }
  return {
    provider: 'vonage',
    displayName: 'Vonage',
    carrier: vonage,
    id,
    applicationId,
    credentials: {
      api_key: id,
      api_secret: apiSecret,
      application_id: applicationId,
      signature_secret: `vonage-signature-${randomBytes(8).toString('hex')}`,
      private_key: privateKey,
    },
    addresses,
    record: (address) => vonage.number(address),
    sendElsewhere: (address) =>
      vonage.editNumber(address, (number) => ({
        ...number,
        voiceCallbackType: 'tel',
        voiceCallbackValue: '14155550199',
      })),
    remove: (address) => vonage.removeNumber(address),
    putBack: (address) => void vonage.addNumber(id, { country: 'US', msisdn: address }),
    elsewhere: () => ({ voice_callback_type: 'tel', voice_callback_value: '14155550199' }),
  };
}
