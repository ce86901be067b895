import type { PlivoLoopback } from './plivo-loopback.js';
import { SANDBOX_PLIVO } from './sandbox-credentials.js';

/** Two numbers share a foreign application, so that rewriting its URL would move both. */
export function seedPlivo(plivo: PlivoLoopback): void {
  const { auth_id: authId, auth_token: authToken } = SANDBOX_PLIVO;
  plivo.addAccount({ authId, authToken });
  const shared = plivo.addApplication(authId, {
    app_id: '10000000000000001',
    app_name: 'legacy-ivr',
    answer_url: 'https://ivr.example.net/plivo/answer',
    message_url: 'https://sms.example.net/plivo/inbound',
  });
  const trunk = plivo.addTrunk(authId);
  plivo.addNumber(authId, { number: '+12025550111', alias: 'Front desk' });
  plivo.addNumber(authId, { number: '+12025550112', alias: 'Support', appId: shared.app_id });
  plivo.addNumber(authId, { number: '+12025550113', alias: 'Sales', appId: shared.app_id });
  plivo.addNumber(authId, {
    number: '+442079460111',
    alias: 'London office',
    region: 'London, UNITED KINGDOM',
    appId: trunk,
  });
  plivo.addNumber(authId, { number: '+911800000111', alias: null, numberType: 'tollfree', region: 'INDIA' });
}
