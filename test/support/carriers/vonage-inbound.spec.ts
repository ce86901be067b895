import { InboundRequest } from '../../../src/provider-sync/contract/inbound/inbound-request.js';
import type { InboundEvent } from '../../../src/provider-sync/contract/inbound/inbound-event.js';
import type { Verification } from '../../../src/provider-sync/contract/inbound/verification.js';
import { VonageInboundWebhookStrategy } from '../../../src/provider-sync/providers/vonage/vonage.inbound-webhook.strategy.js';
import type { CarrierAccount } from '../carrier-account.js';
import type { StartedCarrier } from './carrier-kit.js';
import type { SentWebhook } from './inbound-caller.js';
import { vonageInbound } from './vonage-inbound.js';
import { kit } from './vonage.kit.js';

const URL_TOLD = 'https://calls.example.com:8443/api/v1/telephony/inbound/vonage';
const CALL = { callId: 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab', from: '+447700900000', to: '+14155550100' };

const strategy = new VonageInboundWebhookStrategy();
let started: StartedCarrier;
let account: CarrierAccount;

beforeAll(async () => {
  started = await kit.start();
  account = started.openAccount([CALL.to]);
});

afterAll(() => started.carrier.close());

function arrived({ method, url, headers, body }: SentWebhook): InboundRequest {
  return new InboundRequest(method, url.slice(new URL(url).origin.length), headers, Buffer.from(body));
}

function verified(webhook: SentWebhook): Verification {
  const key = { secret: account.credentials['signature_secret'] ?? '', credentials: account.credentials };
  return strategy.verify(arrived(webhook), key, webhook.url, Date.now());
}

function told(webhook: SentWebhook | null): InboundEvent | null {
  return webhook && strategy.read(arrived(webhook));
}

it.each(['GET', 'POST'] as const)('announces calls by %s, signed', (method) => {
  const webhook = vonageInbound.call(account, URL_TOLD, CALL, { method });
  expect(verified(webhook)).toMatchObject({ isValid: true });
  const { callId, from, to } = CALL;
  expect(told(webhook)).toMatchObject({ kind: 'call', accountId: account.id, callId, from, to });
});

it('tells what became of calls, signed', () => {
  const status = (state: 'ringing' | 'in_progress' | 'completed'): SentWebhook | null =>
    vonageInbound.status(account, URL_TOLD, CALL, state);
  expect(told(status('ringing'))).toMatchObject({ state: 'ringing' });
  expect(told(status('in_progress'))).toMatchObject({ state: 'in_progress', durationSeconds: null });
  expect(told(status('completed'))).toMatchObject({ state: 'completed', durationSeconds: 2 });
  expect(vonageInbound.status(account, URL_TOLD, CALL, 'busy')).toBeNull();
});

it('signs as it is told to', () => {
  const announced = (options: object): Verification => verified(vonageInbound.call(account, URL_TOLD, CALL, options));
  expect(announced({ secret: null })).toEqual({ isValid: false, fault: 'signature_missing' });
  expect(announced({ secret: 'another' })).toEqual({ isValid: false, fault: 'signature_wrong' });
  expect(announced({ signedAt: Date.now() - 400_000 })).toEqual({ isValid: false, fault: 'signature_expired' });
  const tamper = (webhook: SentWebhook): SentWebhook => ({ ...webhook, body: `${webhook.body} ` });
  expect(announced({ tamper })).toEqual({ isValid: false, fault: 'signature_wrong' });
});
