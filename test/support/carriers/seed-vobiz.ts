import type { VobizLoopback } from './vobiz-loopback.js';

/** Plainly made up: Vobiz gives out no such identifiers. */
export const SANDBOX_VOBIZ = {
  auth_id: 'MA_SANDBOX',
  auth_token: 'sandbox-vobiz-auth-token',
} as const;

/** Two numbers share a foreign application, so that rewriting its URL would move both; one goes to a SIP trunk. */
export function seedVobiz(vobiz: VobizLoopback): void {
  const { auth_id: authId, auth_token: authToken } = SANDBOX_VOBIZ;
  vobiz.addAccount({ authId, authToken });
  const shared = vobiz.addApplication(authId, {
    app_id: '10000000000000001',
    app_name: 'legacy-ivr',
    answer_url: 'https://ivr.example.net/vobiz/answer',
  });
  const trunkGroupId = vobiz.addTrunk(authId);
  vobiz.addNumber(authId, { e164: '+918071387001' });
  vobiz.addNumber(authId, { e164: '+918071387002', applicationId: shared.app_id });
  vobiz.addNumber(authId, { e164: '+918071387003', applicationId: shared.app_id });
  vobiz.addNumber(authId, { e164: '+912271263984', region: 'Mumbai', trunkGroupId });
  vobiz.addNumber(authId, { e164: '+911800000112', region: 'India' });
}
