import { randomBytes } from 'node:crypto';
import type { CarrierAccount } from '../carrier-account.js';
import type { CarrierKit } from './carrier-kit.js';
import { SANDBOX_TWILIO } from './sandbox-credentials.js';
import { seedTwilio } from './seed-twilio.js';
import { twilioInbound } from './twilio-inbound.js';
import { TwilioLoopback } from './twilio-loopback.js';

export const kit: CarrierKit = {
  ports: 1,
  sandboxPort: 4010,
  inbound: twilioInbound,
  start: async (port = 0) => {
    const twilio = new TwilioLoopback();
    seedTwilio(twilio);
    await twilio.listen(port);
    return {
      carrier: twilio,
      env: { TWILIO_API_BASE_URL: twilio.baseUrl },
      credentials: SANDBOX_TWILIO,
      openAccount: (addresses) => openAccount(twilio, addresses),
    };
  },
};

function openAccount(twilio: TwilioLoopback, addresses: readonly string[]): CarrierAccount {
  const id = `AC${randomBytes(16).toString('hex')}`;
  const authToken = `twilio-token-${randomBytes(8).toString('hex')}`;
  twilio.addAccount({ accountSid: id, authToken });
  for (const address of addresses) {
    twilio.addNumber(id, { phone_number: address, sms_url: 'https://sms.example.net/inbound' });
  }
  return {
    provider: 'twilio',
    displayName: 'Twilio',
    carrier: twilio,
    id,
    applicationId: null,
    credentials: { account_sid: id, auth_token: authToken },
    addresses,
    record: (address) => ({ ...twilio.number(address), date_updated: null }),
    sendElsewhere: (address) => twilio.editNumber(address, { voice_url: 'https://elsewhere.example.net/voice' }),
    remove: (address) => twilio.removeNumber(address),
    putBack: (address) => void twilio.addNumber(id, { phone_number: address }),
    elsewhere: () => ({
      voice_application_sid: twilio.addApplication(id, {
        friendly_name: 'elsewhere',
        voice_url: 'https://elsewhere.example.net/voice',
      }).sid,
      trunk_sid: twilio.addTrunk(id, 'elsewhere'),
    }),
  };
}
