import type { CarrierAccount } from '../../../../test/support/carrier-account.js';
import type { OutsideCall, SentWebhook } from '../../../../test/support/carriers/inbound-caller.js';
import { plivoInbound } from '../../../../test/support/carriers/plivo-inbound.js';
import { signPlivo } from '../../../../test/support/carriers/plivo-signer.js';
import { CALL_STATES } from '../../contract/inbound/inbound-event.js';
import { InboundRequest } from '../../contract/inbound/inbound-request.js';
import type { SignatureFault, Verification } from '../../contract/inbound/verification.js';
import { PlivoInboundWebhookStrategy } from './plivo.inbound-webhook.strategy.js';

const AUTH_ID = 'MACANARYACCOUNT00001';
const TOKEN = 'canary-token-of-plivo';
const URL_TOLD = 'https://calls.example.com/api/v1/telephony/inbound/plivo?region=eu';
const CALL: OutsideCall = { callId: '9a0e0208-d01a-4572-9a04-fe583a05ac53', from: '+14155550101', to: '+14155550100' };
const ACCOUNT = { id: AUTH_ID, credentials: { auth_id: AUTH_ID, auth_token: TOKEN } } as unknown as CarrierAccount;

const V3 = 'x-plivo-signature-v3';
const MAIN = 'x-plivo-signature-ma-v3';
const NONCE = 'x-plivo-signature-v3-nonce';
const NOBODY = `${'A'.repeat(43)}=`;

const strategy = new PlivoInboundWebhookStrategy();

function requestOf({ method, url, headers, body }: SentWebhook): InboundRequest {
  return new InboundRequest(method, url.slice(new URL(url).origin.length), headers, Buffer.from(body));
}

function verify(sent: SentWebhook, secret = TOKEN): Verification {
  return strategy.verify(requestOf(sent), { secret, credentials: {} }, sent.url);
}

/** The headers in the place of those that were sent; undefined leaves one out. */
function withHeaders(sent: SentWebhook, headers: Readonly<Record<string, string | undefined>>): SentWebhook {
  const all = Object.entries({ ...sent.headers, ...headers });
  return {
    ...sent,
    headers: Object.fromEntries(all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]))),
  };
}

function refused(fault: SignatureFault): Verification {
  return { isValid: false, fault };
}

describe('a signature', () => {
  it.each(['POST', 'GET'] as const)('of a call by %s is right, and its nonce is told', (method) => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL, { method });
    expect(verify(sent)).toEqual({ isValid: true, nonces: [sent.headers[NONCE]] });
    expect(verify(sent, 'another token')).toEqual(refused('signature_wrong'));
    expect(verify(sent, strategy.decoy.secret)).toEqual(refused('signature_wrong'));
  });

  it('may be made with the token of the subaccount or with that of the main account', () => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(verify(withHeaders(sent, { [V3]: NOBODY })).isValid).toBe(true);
    expect(verify(withHeaders(sent, { [MAIN]: NOBODY })).isValid).toBe(true);
    expect(verify(withHeaders(sent, { [V3]: NOBODY, [MAIN]: NOBODY }))).toEqual(refused('signature_wrong'));
  });

  it('may be any of a list, as long as an account has two tokens', () => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    const right = sent.headers[V3] ?? '';
    for (const list of [`${NOBODY},${right}`, `${right},${NOBODY}`, `${NOBODY}, ${right}`]) {
      expect(verify(withHeaders(sent, { [V3]: list, [MAIN]: undefined })).isValid).toBe(true);
    }
    expect(verify(withHeaders(sent, { [V3]: right.replace(/^.{9}/, '$&,'), [MAIN]: undefined })).isValid).toBe(false);
  });

  it('is missing', () => {
    const unsigned = plivoInbound.call(ACCOUNT, URL_TOLD, CALL, { secret: null });
    expect(verify(unsigned)).toEqual(refused('signature_missing'));
    expect(verify(withHeaders(unsigned, { [V3]: ' , ', [NONCE]: '1' }))).toEqual(refused('signature_missing'));
  });

  it.each([
    ['no nonce', { [NONCE]: undefined }],
    ['an empty nonce', { [NONCE]: '' }],
    ['a nonce that is none', { [NONCE]: 'a b' }],
    ['a long nonce', { [NONCE]: '1'.repeat(129) }],
    ['no Base64', { [V3]: 'x', [MAIN]: 'é'.repeat(44) }],
  ])('with %s is malformed', (_what, headers) => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(verify(withHeaders(sent, headers))).toEqual(refused('signature_malformed'));
  });

  it('with an empty nonce is malformed, even if it is right', () => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    const fields = [...new URLSearchParams(sent.body)];
    const signature = signPlivo({ method: 'POST', url: sent.url, fields, nonce: '' }, TOKEN);
    expect(verify(withHeaders(sent, { [V3]: signature, [NONCE]: '' }))).toEqual(refused('signature_malformed'));
  });

  it('of one nonce is none of another that begins in the last field', () => {
    const called = { CallUUID: CALL.callId, ParentAuthID: AUTH_ID, To: 'sip:desk@phone.plivo.com' };
    const signature = signPlivo({ method: 'POST', url: URL_TOLD, fields: Object.entries(called), nonce: '1' }, TOKEN);
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    const replayed = (To: string, nonce: string): SentWebhook =>
      withHeaders(
        { ...sent, body: new URLSearchParams({ ...called, To }).toString() },
        { [V3]: signature, [MAIN]: undefined, [NONCE]: nonce },
      );
    expect(verify(replayed('sip:desk@phone.plivo.com', '1'))).toEqual({ isValid: true, nonces: ['1'] });
    expect(verify(replayed('sip:desk@phone.plivo', 'com.1'))).toEqual(refused('signature_malformed'));
  });

  it.each([
    ['the host', { url: URL_TOLD.replace('calls', 'other') }],
    ['the path', { url: URL_TOLD.replace('/plivo', '/vobiz') }],
    ['the query', { url: URL_TOLD.replace('eu', 'us') }],
    ['the form', { body: 'CallUUID=1&ParentAuthID=MA1&To=1' }],
  ])('is wrong after %s was changed', (_what, change) => {
    const tamper = (sent: SentWebhook): SentWebhook => ({ ...sent, ...change });
    expect(verify(plivoInbound.call(ACCOUNT, URL_TOLD, CALL, { tamper }))).toEqual(refused('signature_wrong'));
  });

  it('does not count when it stands in the URL', () => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    const query = new URLSearchParams({ [V3]: sent.headers[V3] ?? '', [NONCE]: sent.headers[NONCE] ?? '' });
    const moved = { ...sent, url: `${URL_TOLD}&${query.toString()}` };
    expect(verify(withHeaders(moved, { [V3]: undefined, [MAIN]: undefined, [NONCE]: undefined }))).toEqual(
      refused('signature_missing'),
    );
  });
});

describe('a webhook of the kit', () => {
  it('that tells the end of a call is verified and read', () => {
    const told = CALL_STATES.flatMap((state) => {
      const sent = plivoInbound.status(ACCOUNT, URL_TOLD, CALL, state);
      return sent === null ? [] : [{ state, sent }];
    });
    expect(told.map(({ state }) => state)).toEqual(['completed', 'busy', 'no_answer', 'failed', 'canceled']);
    for (const { state, sent } of told) {
      expect(verify(sent).isValid).toBe(true);
      const event = { kind: 'status', accountId: AUTH_ID, callId: CALL.callId, state, durationSeconds: 42 };
      expect(strategy.read(requestOf(sent))).toEqual(event);
    }
  });

  it('that announces a call is read', () => {
    const event = strategy.read(requestOf(plivoInbound.call(ACCOUNT, URL_TOLD, CALL)));
    expect(event).toMatchObject({ kind: 'call', accountId: AUTH_ID, ...CALL });
  });
});

describe('a request that names no provider', () => {
  it('is recognised by its signature and its call', () => {
    const sent = plivoInbound.call(ACCOUNT, URL_TOLD, CALL);
    expect(strategy.recognises(requestOf(sent))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, { [V3]: undefined })))).toBe(true);
    expect(strategy.recognises(requestOf(plivoInbound.call(ACCOUNT, URL_TOLD, CALL, { method: 'GET' })))).toBe(true);
    expect(strategy.recognises(requestOf(withHeaders(sent, { [V3]: undefined, [MAIN]: undefined })))).toBe(false);
    expect(strategy.recognises(requestOf({ ...sent, body: 'CallSid=CA1' }))).toBe(false);
  });
});
