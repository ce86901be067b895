import { randomBytes, randomUUID } from 'node:crypto';
import type { LoopbackCarrier } from './carriers/loopback-carrier.js';
import type { Sandbox } from './carriers/seed-sandbox.js';

export const PROVIDERS = ['twilio', 'plivo', 'vonage'] as const;

export type ProviderName = (typeof PROVIDERS)[number];

/** An account of its own at a loopback carrier, so that neither its breaker nor its numbers concern another test. */
export interface CarrierAccount {
  readonly provider: ProviderName;
  readonly displayName: string;
  readonly carrier: LoopbackCarrier;
  /** What names the account: SID, Auth ID or API key. */
  readonly id: string;
  /** The application in the credentials; null where Dialplane makes one or needs none. */
  readonly applicationId: string | null;
  readonly credentials: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  /** The whole number as the carrier keeps it, without the time of its last change. */
  record(address: string): object;
  /** Somebody sends the number's calls elsewhere, in the carrier's console. */
  sendElsewhere(address: string): void;
  /** The number is given up or ported away. */
  remove(address: string): void;
}

let lastNumber = 0;

/** A valid number of the United States that no other test of this process has. */
export function unusedAddress(): string {
  lastNumber += 1;
  return `+1415${2_000_000 + lastNumber}`;
}

/** Opens an account with numbers that go nowhere yet. */
export function openAccount(sandbox: Sandbox, provider: ProviderName, numbers = 1): CarrierAccount {
  const addresses = Array.from({ length: numbers }, unusedAddress);
  const open = { twilio: openTwilio, plivo: openPlivo, vonage: openVonage }[provider];
  return open(sandbox, addresses);
}

function openTwilio({ twilio }: Sandbox, addresses: readonly string[]): CarrierAccount {
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
  };
}

function openPlivo({ plivo }: Sandbox, addresses: readonly string[]): CarrierAccount {
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
  };
}

function openVonage({ vonage, credentials }: Sandbox, addresses: readonly string[]): CarrierAccount {
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
      private_key: credentials.vonage['private_key'] ?? '',
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
  };
}
