import type { TelnyxLoopback } from './telnyx-loopback.js';

/** Five numbers, of which four already ring somewhere else: in an application, on a SIP connection, by a forward. */
export function seedTelnyx(telnyx: TelnyxLoopback, apiKey: string, publicKey: string): void {
  telnyx.addAccount({ apiKey, publicKey });
  const { id: application } = telnyx.addApplication(apiKey, {
    application_name: 'legacy-ivr',
    webhook_event_url: 'https://ivr.example.net/telnyx',
    webhook_api_version: '2',
  });
  const sip = telnyx.addSipConnection(apiKey);
  telnyx.addNumber(apiKey, { phone_number: '+12025550131', customer_reference: 'Front desk' });
  telnyx.addNumber(apiKey, {
    phone_number: '+12025550132',
    customer_reference: 'Support',
    connection_id: application,
  });
  telnyx.addNumber(apiKey, {
    phone_number: '+12025550133',
    customer_reference: 'Sales',
    connection_id: application,
    call_forwarding: { call_forwarding_enabled: true, forwards_to: '+12025550199', forwarding_type: 'always' },
  });
  telnyx.addNumber(apiKey, {
    phone_number: '+442079460131',
    customer_reference: 'London office',
    country_iso_alpha2: 'GB',
    connection_id: sip,
    translated_number: '4401',
  });
  telnyx.addNumber(apiKey, {
    phone_number: '+911800000131',
    country_iso_alpha2: 'IN',
    phone_number_type: 'toll_free',
    connection_id: sip,
  });
}
