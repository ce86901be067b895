import { SANDBOX_VONAGE } from './sandbox-credentials.js';
import type { VonageLoopback } from './vonage-loopback.js';

const FOREIGN_APPLICATION = '00000000-0000-4000-8000-000000000002';

/** An empty application for Dialplane, a foreign one with a number on it, and numbers with SMS settings to preserve. */
export function seedVonage(vonage: VonageLoopback, publicKey: string): void {
  const { api_key: apiKey, api_secret: apiSecret, application_id: id } = SANDBOX_VONAGE;
  vonage.addAccount({ apiKey, apiSecret });
  vonage.addApplication(apiKey, { id, name: 'Dialplane sandbox', publicKey });
  vonage.addApplication(apiKey, {
    id: FOREIGN_APPLICATION,
    name: 'Old voice bot',
    publicKey,
    capabilities: {
      voice: {
        signed_callbacks: true,
        webhooks: {
          answer_url: { address: 'https://bot.example.net/answer', http_method: 'GET' },
          event_url: { address: 'https://bot.example.net/event', http_method: 'POST' },
        },
      },
      messages: { version: 'v1', webhooks: {} },
    },
  });
  const smsUrl = 'https://sms.example.net/vonage/inbound';
  vonage.addNumber(apiKey, { country: 'US', msisdn: '+12025550121', type: 'landline', moHttpUrl: smsUrl });
  vonage.addNumber(apiKey, { country: 'US', msisdn: '+12025550122', app_id: FOREIGN_APPLICATION });
  vonage.addNumber(apiKey, {
    country: 'GB',
    msisdn: '+442079460121',
    voiceCallbackType: 'tel',
    voiceCallbackValue: '442079460199',
    moHttpUrl: smsUrl,
  });
  vonage.addNumber(apiKey, { country: 'IN', msisdn: '+911800000121', type: 'landline-toll-free', features: ['VOICE'] });
}
