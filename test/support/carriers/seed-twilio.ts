import { SANDBOX_TWILIO } from './sandbox-credentials.js';
import type { TwilioLoopback } from './twilio-loopback.js';

/** Five numbers, of which three already ring somewhere else: at a URL, on a SIP trunk, in a TwiML application. */
export function seedTwilio(twilio: TwilioLoopback): void {
  const { account_sid: sid, auth_token: authToken } = SANDBOX_TWILIO;
  twilio.addAccount({ accountSid: sid, authToken });
  const trunk = twilio.addTrunk(sid, 'sandbox call centre');
  const application = twilio.addApplication(sid, {
    friendly_name: 'Old switchboard',
    voice_url: 'https://switchboard.example.net/voice',
  });
  twilio.addNumber(sid, { phone_number: '+12025550101', friendly_name: 'Front desk' });
  twilio.addNumber(sid, {
    phone_number: '+12025550102',
    friendly_name: 'Support',
    voice_url: 'https://ivr.example.net/answer',
    voice_fallback_url: 'https://ivr.example.net/down',
    sms_url: 'https://sms.example.net/inbound',
  });
  twilio.addNumber(sid, { phone_number: '+12025550103', friendly_name: 'Call centre', trunk_sid: trunk });
  twilio.addNumber(sid, {
    phone_number: '+442079460101',
    friendly_name: 'London office',
    voice_application_sid: application.sid,
  });
  twilio.addNumber(sid, { phone_number: '+911800000101', friendly_name: 'India toll-free' });
}
